import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Db } from '../../sync-service/src/db/rpc.ts';
import { startTicks } from '../../sync-service/src/jobs/schedule.ts';
import { createLogger } from '../../sync-service/src/log.ts';

const log = createLogger({ level: 'silent' });
const dayMs = 86_400_000;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Ticks whose jobs are counted, each by its task. */
function start(add: () => Promise<unknown> = async () => null) {
  const counts: Record<string, number> = {};
  const call = (_name: string, { task }: { task: string }) => {
    counts[task] = (counts[task] ?? 0) + 1;
    return add();
  };
  return { counts, ticks: startTicks({ call } as unknown as Db, log) };
}

test('Each tick comes at once, and then in its turn', async () => {
  const { counts, ticks } = start();
  expect(counts).toEqual({ poll: 1, channels: 1, due_mails: 1, expire_bookings: 1, audits: 1, housekeeping: 1 });
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(counts).toEqual({
    poll: 241,
    channels: 241,
    due_mails: 241,
    expire_bookings: 121,
    audits: 5,
    housekeeping: 2,
  });
  await ticks.stop();
});

test.each([
  ['forward by a month, as after a long sleep or where a machine began without the time', 30 * dayMs],
  ['back by a month', -30 * dayMs],
])('A clock that is set %s changes nothing about them', async (_how, shiftMs) => {
  const { counts, ticks } = start();
  vi.setSystemTime(Date.now() + shiftMs);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(counts['poll']).toBe(5);
  await ticks.stop();
});

test('A tick that waits for the database is not repeated meanwhile, and none comes after the end', async () => {
  const { promise, resolve } = Promise.withResolvers<null>();
  const { counts, ticks } = start(() => promise);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(counts['poll']).toBe(1);
  const stopped = ticks.stop();
  resolve(null);
  await stopped;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(counts['poll']).toBe(1);
});

test('A tick that fails is told, and the next one comes', async () => {
  const { counts, ticks } = start(() => Promise.reject(new Error('no database')));
  await vi.advanceTimersByTimeAsync(16_000);
  expect(counts['poll']).toBe(2);
  await ticks.stop();
});
