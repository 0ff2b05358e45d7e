import { describe, expect, test } from 'vitest';
import { createWaker } from '../../sync-service/src/db/wake-workers.ts';

describe('Workers are woken', () => {
  test('at once, and by one more call for all that comes while it is under way', async () => {
    const calls: number[] = [];
    const first = Promise.withResolvers<void>();
    const waker = createWaker(async (jobs) => {
      calls.push(jobs);
      if (calls.length === 1) await first.promise;
    });
    for (const jobs of [1, 1, 2]) waker.wake(jobs);
    expect(calls).toEqual([1]);
    first.resolve();
    await expect.poll(() => calls).toEqual([1, 3]);
  });

  test('not more of them than a process has', async () => {
    const calls: number[] = [];
    createWaker(async (jobs) => calls.push(jobs)).wake(300);
    expect(calls).toEqual([8]);
  });

  test('again after a call that failed', async () => {
    const calls: number[] = [];
    const waker = createWaker(async (jobs) => {
      calls.push(jobs);
      throw new Error('the database is gone');
    });
    waker.wake(1);
    await expect
      .poll(() => {
        waker.wake(1);
        return calls.length;
      })
      .toBeGreaterThan(1);
  });
});
