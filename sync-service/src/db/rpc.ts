import { unavailable } from '../errors.ts';
import type { DataApi } from './data-api.ts';
import { isContention, toServiceError } from './errors.ts';
import type { DbArguments, DbFunction, DbResult } from './functions.ts';
import { createHostFinder, lockedSubject } from './host-finder.ts';
import { createLanes, LaneFull } from './lanes.ts';
import { createWaker, wakesWorkers } from './wake-workers.ts';

/** The database for the service. */
export interface Db {
  /**
   * Calls an SQL function with named arguments. Pass a literal or a `DbArguments`: otherwise a misspelt optional
   * argument goes unnoticed.
   * @throws ServiceError
   */
  call<F extends DbFunction>(name: F, ...args: CallArguments<F>): Promise<DbResult<F>>;
}

/** The arguments of a call; none if all have defaults. */
type CallArguments<F extends DbFunction> =
  Record<never, never> extends DbArguments<F> ? [args?: DbArguments<F>] : [args: DbArguments<F>];

/**
 * Creates the access to the database. A call that lost a race is repeated once: its transaction was rolled back. Calls
 * that would wait for the same host in the database wait here instead, where they occupy no connection. After a call that added jobs
 * which somebody waits for, workers are woken.
 * @param client A client with the secret key.
 */
export function createDb(client: DataApi): Db {
  const lanes = createLanes({ width: 3, maxWaitMs: 10_000 });
  const hosts = createHostFinder(client);
  const workers = createWaker(async (jobs) => client.rpc('wake_workers', { job_count: jobs }));

  async function ask<F extends DbFunction>(name: F, args: object): Promise<DbResult<F>> {
    let response = await client.rpc(name, args);
    if (response.error !== null && isContention(response.error)) {
      await new Promise((resolve) => setTimeout(resolve, 10 + Math.random() * 40));
      response = await client.rpc(name, args);
    }
    if (response.error !== null) throw toServiceError(response.error, response.status);
    if (wakesWorkers(name)) workers.wake('notices' in args && Array.isArray(args.notices) ? args.notices.length : 1);
    return response.data as DbResult<F>;
  }

  return {
    async call(name, ...[args = {}]) {
      const subject = lockedSubject[name];
      if (subject === undefined) return ask(name, args);
      const host = await hosts.find(subject, String((args as Record<string, unknown>)[subject]));
      try {
        return await lanes.run(host, () => ask(name, args));
      } catch (error) {
        throw error instanceof LaneFull ? unavailable(error) : error;
      }
    },
  };
}
