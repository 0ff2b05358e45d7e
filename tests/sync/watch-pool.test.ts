import type { WorkerPool } from 'graphile-worker';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchPool } from '../../sync-service/src/jobs/watch-pool.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A pool of the queue that says what the test says, and ends when the test lets it. */
function watch(concurrency = 2) {
  const reasons: string[] = [];
  const { promise, resolve: finish } = Promise.withResolvers<void>();
  let fetches = 0;
  const watched = watchPool({
    concurrency,
    onFetch: () => {
      fetches += 1;
    },
  });
  const say = (event: string, error?: Error) => watched.events.emit(event as 'pool:release', { error } as never);
  const pool = {
    promise,
    async gracefulShutdown(why: string) {
      reasons.push(why);
      say('pool:gracefulShutdown');
    },
  };
  let end: unknown = null;
  void watched.ended(pool as unknown as WorkerPool).then(
    () => {
      end = 'it ended';
    },
    (error: unknown) => {
      end = error;
    },
  );
  return { watched, say, finish, reasons, end: () => end, fetches: () => fetches };
}

/** For so long it says the same, as a worker that tries again and again. */
async function saying(say: (event: string) => void, event: string, seconds: number): Promise<void> {
  for (let n = 0; n < seconds * 5; n += 1) {
    say(event);
    await vi.advanceTimersByTimeAsync(200);
  }
}

test('workers that get nothing but errors are ended: their queue may have kept one, and send no statement any more', async () => {
  const { watched, say, reasons } = watch();
  watched.expectFetches();
  await saying(say, 'worker:getJob:error', 8);
  expect(reasons).toEqual([]);
  await saying(say, 'worker:getJob:error', 4);
  expect(reasons).toEqual(['it fetches no jobs']);
});

test('workers that get no response at all are ended after a minute', async () => {
  const { watched, reasons } = watch();
  watched.expectFetches();
  await vi.advanceTimersByTimeAsync(55_000);
  expect(reasons).toEqual([]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(reasons).toEqual(['it fetches no jobs']);
});

test('workers that must not fetch yet, fetch, or all have a job, are left alone', async () => {
  const { watched, say, reasons, fetches } = watch();
  await vi.advanceTimersByTimeAsync(100_000);
  watched.expectFetches();
  await saying(say, 'worker:getJob:empty', 100);
  say('job:start');
  say('job:start');
  const before = fetches();
  await vi.advanceTimersByTimeAsync(100_000);
  expect(reasons).toEqual([]);
  // They count as well.
  expect(fetches()).toBeGreaterThan(before);
  say('job:complete');
  await vi.advanceTimersByTimeAsync(100_000);
  expect(reasons).toEqual(['it fetches no jobs']);
});

test('workers whose connection broke are ended as soon as they can fetch again, for they may have locked a job unawares', async () => {
  const { watched, say, reasons } = watch();
  watched.expectFetches();
  say('worker:getJob:error', new Error('Connection terminated unexpectedly'));
  say('worker:getJob:empty');
  say('worker:getJob:empty');
  expect(reasons).toEqual(['it may have locked a job that it does not know of']);
});

test.each([
  ['25006', 'ERROR', 'the database takes no writes'],
  ['53300', 'FATAL', 'there is no connection for them'],
])('workers that got %s (%s: %s) locked nothing, and go on when some of them can fetch', async (code, severity) => {
  const { watched, say, reasons } = watch();
  watched.expectFetches();
  const error = Object.assign(new pg.DatabaseError('no', 2, 'error'), { code, severity });
  for (let seconds = 0; seconds < 100; seconds += 1) {
    say('worker:getJob:error', error);
    say('worker:getJob:empty');
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(reasons).toEqual([]);
});

test('workers whose backend was ended are ended as well when they can fetch again', async () => {
  const { watched, say, reasons } = watch();
  watched.expectFetches();
  const told = { code: '57P01', severity: 'FATAL' };
  say('worker:getJob:error', Object.assign(new pg.DatabaseError('terminating connection', 2, 'error'), told));
  say('worker:getJob:empty');
  expect(reasons).toHaveLength(1);
});

test('a pool that was told to end and never says that it has is given up', async () => {
  const { watched, finish, end } = watch();
  watched.end('it stops');
  await watched.ending;
  await vi.advanceTimersByTimeAsync(3_000);
  expect(end()).toBeNull();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(end()).toBeInstanceOf(Error);
  finish();
});

test('a pool whose jobs still run is given time, and one whose jobs never end is given up as well', async () => {
  const { watched, say, end } = watch();
  say('job:start');
  let isIdle = false;
  watched.end('it stops');
  void watched.idle().then(() => {
    isIdle = true;
  });
  await vi.advanceTimersByTimeAsync(25_000);
  expect(end()).toBeNull();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(end()).toBeInstanceOf(Error);
  expect(isIdle).toBe(false);
  say('job:complete');
  await vi.advanceTimersByTimeAsync(0);
  expect(isIdle).toBe(true);
});

test('a pool that says that it has ended is believed', async () => {
  const { watched, finish, end } = watch();
  watched.end('it stops');
  finish();
  await vi.advanceTimersByTimeAsync(0);
  expect(end()).toBe('it ended');
});
