import { EventEmitter } from 'node:events';
import type { WorkerEvents, WorkerPool } from 'graphile-worker';
import pg from 'pg';

const tickMs = 1_000;
/** In ticks: for so long each attempt to fetch a job may fail. */
const maxFailing = 10;
/** And for so long none may come back. */
const maxSilent = 60;
/** For so long a pool without a job may take to end, once it shall. */
const maxIdleEnd = 5;
/** And for so long one with jobs: they are asked to stop after five seconds. */
const maxEnd = 30;

/** Whether the database may have given a job to a worker that heard of this error instead. */
function mayHaveLocked(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return true;
  // A statement that was refused locked nothing, and none was sent where there was no room for a connection.
  return error.severity !== 'ERROR' && error.code !== '53300';
}

export interface WatchedPool {
  /** For the pool's options. */
  events: WorkerEvents;
  /** Settles as soon as the pool shall end. */
  ending: Promise<void>;
  /** Watches from now on whether it fetches: by now it may. */
  expectFetches(): void;
  /** Settles when the pool has ended, by whichever sign. */
  ended(pool: WorkerPool): Promise<void>;
  /** Ends it, if it is not ending. How that went is told by its end. */
  end(why: string): void;
  /** Settles when none of its jobs runs. */
  idle(): Promise<void>;
}

/**
 * Tells when a pool of workers has ended, and ends one that does not fetch jobs. Nothing that graphile-worker (0.18) tells of itself is
 * enough:
 * - It asks once for the numbers of its tasks, when it fetches for the first time, and keeps the answer, also if it is an error: then
 *   each attempt fails with it for good, and no statement is sent any more. So the workers are ended that have not fetched for a while,
 *   though one of them is free: only a statement that was answered counts.
 * - It counts what it has still to store, and when that fails for several jobs in a row its count falls below nothing and never comes
 *   back, so that the pool waits for it forever without taking a job. So a pool that does not end is given up.
 * - The database may have given a job to workers whose connection broke: nobody would do that job, and nobody the others of its lane, as
 *   long as the pool lives that has locked it. So a pool that may have such a job is ended as soon as it can fetch again.
 * @param options.concurrency How many workers it has.
 * @param options.onFetch Called when it fetched, also if there was no job; and now and then while all workers have one.
 */
export function watchPool(options: { concurrency: number; onFetch?: () => void }): WatchedPool {
  const events: WorkerEvents = new EventEmitter();
  const { promise: givenUp, reject: giveUp } = Promise.withResolvers<void>();
  const { promise: ending, resolve: begin } = Promise.withResolvers<void>();
  const waiting: (() => void)[] = [];
  let pool: WorkerPool | null = null;
  let running = 0;
  let isExpected = false;
  /** Since its last answered fetch. */
  let hasFailed = false;
  let isSuspect = false;
  /** Ticks, not times: a process that stood still has not waited for anything. */
  let silent = 0;
  let endingFor: number | null = null;
  let idleFor = 0;

  function fetched(): void {
    silent = 0;
    hasFailed = false;
    options.onFetch?.();
  }
  function end(why: string): void {
    if (pool === null || endingFor !== null) return;
    Promise.resolve(pool.gracefulShutdown(why)).catch(() => {});
  }
  function replaceSuspect(): void {
    if (isSuspect) end('it may have locked a job that it does not know of');
  }
  function jobEnded(): void {
    running -= 1;
    if (running === 0) for (const resolve of waiting.splice(0)) resolve();
  }

  function tick(): void {
    if (endingFor !== null) {
      endingFor += 1;
      idleFor = running === 0 ? idleFor + 1 : 0;
      if (idleFor >= maxIdleEnd || endingFor >= maxEnd)
        giveUp(new Error('the job queue gave up its workers and did not end'));
      return;
    }
    // Who has a job need not fetch.
    if (running >= options.concurrency) fetched();
    else if (isExpected) silent += 1;
    if (silent >= (hasFailed ? maxFailing : maxSilent)) end('it fetches no jobs');
  }

  events.on('worker:getJob:error', ({ error }) => {
    hasFailed = true;
    isSuspect ||= mayHaveLocked(error);
  });
  events.on('worker:getJob:empty', () => {
    fetched();
    replaceSuspect();
  });
  events.on('job:start', () => {
    running += 1;
    fetched();
  });
  events.on('job:complete', () => {
    jobEnded();
    replaceSuspect();
  });
  events.on('worker:fatalError', jobEnded);
  events.on('pool:gracefulShutdown', () => {
    endingFor ??= 0;
    begin();
  });
  const timer = setInterval(tick, tickMs);
  timer.unref();
  // Also where nobody waits for it any more.
  givenUp.catch(() => {});

  return {
    events,
    ending,
    expectFetches() {
      isExpected = true;
    },
    ended(watched) {
      pool = watched;
      return Promise.race([pool.promise, givenUp]).finally(() => clearInterval(timer));
    },
    end,
    idle: () => (running === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
