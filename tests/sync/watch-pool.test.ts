import type { WorkerPool } from 'graphile-worker';
import { afterEach, expect, test, vi } from 'vitest';
import { watchPool } from '../../sync-service/src/jobs/watch-pool.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('A pool that was told to end and never says that it has is given up, but not before its jobs could stop', async () => {
  vi.useFakeTimers();
  const { events, ended } = watchPool();
  const pool = { promise: new Promise<void>(() => {}) } as WorkerPool;
  let fault: unknown = null;
  const end = ended(pool).catch((error: unknown) => {
    fault = error;
  });
  events.emit('pool:gracefulShutdown', { pool, workerPool: pool, message: 'it stops' } as never);
  // They are asked to after five seconds.
  await vi.advanceTimersByTimeAsync(10_000);
  expect(fault).toBeNull();
  await vi.advanceTimersByTimeAsync(10_000);
  await end;
  expect(fault).toBeInstanceOf(Error);
});
