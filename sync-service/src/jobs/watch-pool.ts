import { EventEmitter } from 'node:events';
import type { WorkerEvents, WorkerPool } from 'graphile-worker';

/** For so long a pool that has no job any more may take to end. */
const maxEndMs = 5_000;

/**
 * Tells when a pool of workers has ended. Its own promise is not enough: graphile-worker (0.18) counts what it has still to store, and
 * when that fails for several jobs in a row its count falls below nothing and never comes back, so that the pool waits for it forever
 * without taking a job.
 *
 * A pool that failed to fetch a job is ended as soon as it can fetch again. The database may have given it one, and the response was
 * lost: nobody would do that job, and nobody the others of its lane, as long as the pool lives that has locked it.
 */
export function watchPool() {
  const events: WorkerEvents = new EventEmitter();
  const { promise: givenUp, reject } = Promise.withResolvers<void>();
  let pool: WorkerPool | null = null;
  let isSuspect = false;
  const giveUp = (): void => {
    setTimeout(() => reject(new Error('the job queue gave up its workers and did not end')), maxEndMs).unref();
  };
  // By then no job runs: each has ended or was handed back.
  events.once('pool:gracefulShutdown:complete', giveUp);
  events.once('pool:forcefulShutdown:complete', giveUp);
  events.once('pool:forcefulShutdown:error', giveUp);
  const replaceSuspect = (): void => {
    if (!isSuspect || pool === null) return;
    isSuspect = false;
    // How it goes is told by its end.
    Promise.resolve(pool.gracefulShutdown('it may have locked a job that it does not know of')).catch(() => {});
  };
  events.on('worker:getJob:error', () => {
    isSuspect = true;
  });
  events.on('worker:getJob:empty', replaceSuspect);
  events.on('job:complete', replaceSuspect);
  // Also where nobody waits for it any more.
  givenUp.catch(() => {});
  return {
    /** For the pool's options. */
    events,
    /** Settles when the pool has ended, by whichever sign. */
    ended(watched: WorkerPool): Promise<void> {
      pool = watched;
      return Promise.race([pool.promise, givenUp]);
    },
  };
}
