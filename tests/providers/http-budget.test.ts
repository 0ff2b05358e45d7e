import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBudget } from '../../sync-service/src/providers/http-budget.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** How many of these requests were let through after so many milliseconds. */
async function letThrough(requests: Promise<void>[], ms: number): Promise<number> {
  let count = 0;
  for (const request of requests) void request.then(() => count++);
  await vi.advanceTimersByTimeAsync(ms);
  return count;
}

test('a burst is let through at once, what comes after it steadily', async () => {
  const budget = createBudget({ perMinute: 60, burst: 10 });
  const requests = Array.from({ length: 15 }, () => budget.take('a'));
  expect(await letThrough(requests, 0)).toBe(10);
  expect(await letThrough(requests, 3_000)).toBe(13);
  expect(await letThrough(requests, 2_000)).toBe(15);
});

test('an account that was quiet has its burst again', async () => {
  const budget = createBudget({ perMinute: 60, burst: 10 });
  await letThrough(
    Array.from({ length: 10 }, () => budget.take('a')),
    0,
  );
  await vi.advanceTimersByTimeAsync(10_000);
  expect(
    await letThrough(
      Array.from({ length: 12 }, () => budget.take('a')),
      0,
    ),
  ).toBe(10);
});

test('one account does not spend the budget of another', async () => {
  const budget = createBudget({ perMinute: 60, burst: 2 });
  await letThrough([budget.take('a'), budget.take('a')], 0);
  expect(await letThrough([budget.take('b'), budget.take('b')], 0)).toBe(2);
});
