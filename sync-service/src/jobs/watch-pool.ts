import { EventEmitter } from 'node:events';
import type { WorkerEvents, WorkerPool } from 'graphile-worker';

/** For so long a pool that has no job any more may take to end. */
const maxEndMs = 5_000;

/**
 * Tells when a pool of workers has ended. Its own promise is not enough: graphile-worker (0.18) counts what it has still to store, and
 * when that fails for several jobs in a row its count falls below nothing and never comes back, so that the pool waits for it forever
 * without taking a job.
 */
export function watchPool() {
  const events: WorkerEvents = new EventEmitter();
  const { promise: givenUp, reject } = Promise.withResolvers<void>();
  const giveUp = (): void => {
    setTimeout(() => reject(new Error('the job queue gave up its workers and did not end')), maxEndMs).unref();
  };
  // By then no job runs: each has ended or was handed back.
  events.once('pool:gracefulShutdown:complete', giveUp);
  events.once('pool:forcefulShutdown:complete', giveUp);
  events.once('pool:forcefulShutdown:error', giveUp);
  // Also where nobody waits for it any more.
  givenUp.catch(() => {});
  return {
    /** For the pool's options. */
    events,
    /** Settles when the pool has ended, by whichever sign. */
    ended: (pool: WorkerPool): Promise<void> => Promise.race([pool.promise, givenUp]),
  };
}
