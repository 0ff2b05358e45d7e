import { describe, expect, test } from 'vitest';
import { createLanes } from '../../sync-service/src/db/lanes.ts';

/** Work that ends when it is told to. */
function work() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let hasBegun = false;
  return {
    begin: () => {
      hasBegun = true;
      return promise;
    },
    hasBegun: () => hasBegun,
    resolve,
    reject,
  };
}
const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('Calls of one lane', () => {
  test('run a few at a time, in the order of arrival, and hinder no other lane', async () => {
    const lanes = createLanes({ width: 2, maxWaitMs: 60_000 });
    const jobs = [work(), work(), work(), work()] as const;
    const done = jobs.map((job) => lanes.run('a', job.begin));
    const other = work();
    const elsewhere = lanes.run('b', other.begin);
    await soon();
    expect([...jobs, other].map((job) => job.hasBegun())).toEqual([true, true, false, false, true]);
    jobs[1].resolve('second');
    expect(await done[1]).toBe('second');
    await soon();
    expect(jobs.map((job) => job.hasBegun())).toEqual([true, true, true, false]);
    for (const job of [...jobs, other]) job.resolve('end');
    await Promise.all([...done, elsewhere]);
  });

  test('wait as long as it takes where no limit is set', async () => {
    const lanes = createLanes({ width: 1 });
    const [first, second] = [work(), work()];
    const done = [lanes.run('a', first.begin), lanes.run('a', second.begin)];
    await soon();
    expect(second.hasBegun()).toBe(false);
    first.resolve('first');
    second.resolve('second');
    expect(await Promise.all(done)).toEqual(['first', 'second']);
  });

  test('give their place on when they fail', async () => {
    const lanes = createLanes({ width: 1, maxWaitMs: 60_000 });
    const [first, second] = [work(), work()];
    const failed = lanes.run('a', first.begin);
    const next = lanes.run('a', second.begin);
    first.reject(new Error('no'));
    await expect(failed).rejects.toThrow('no');
    second.resolve('yes');
    expect(await next).toBe('yes');
  });

  test('that wait too long are told, and take no place', async () => {
    const lanes = createLanes({ width: 1, maxWaitMs: 10 });
    const [first, late, third] = [work(), work(), work()];
    const running = lanes.run('a', first.begin);
    await expect(lanes.run('a', late.begin)).rejects.toMatchObject({ code: 'lane_full' });
    first.resolve('end');
    await running;
    third.resolve('third');
    expect(await lanes.run('a', third.begin)).toBe('third');
    expect(late.hasBegun()).toBe(false);
  });

  test('that are given up while they wait, or before, never begin', async () => {
    const lanes = createLanes({ width: 1, maxWaitMs: 60_000 });
    const [first, second] = [work(), work()];
    const running = lanes.run('a', first.begin);
    const given = new AbortController();
    const waiting = lanes.run('a', second.begin, given.signal);
    given.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    await expect(lanes.run('a', second.begin, given.signal)).rejects.toThrow('gone');
    first.resolve('end');
    await running;
    expect(second.hasBegun()).toBe(false);
  });
});
