import { describe, expect, test } from 'vitest';
import { unavailable } from '../../sync-service/src/errors.ts';
import { createNoticeBatch } from '../../sync-service/src/routes/notice-batch.ts';

describe('notices that come close together', () => {
  test('are handled together, and each gets its own answer', async () => {
    const groups: number[][] = [];
    const ask = createNoticeBatch(async (items: number[]) => {
      groups.push(items);
      return items.map((item) => item * 2);
    });
    expect(await Promise.all([1, 2, 3].map(ask))).toEqual([2, 4, 6]);
    expect(groups).toEqual([[1, 2, 3]]);
  });

  test('wait for the group before them, and are handled together then', async () => {
    const groups: number[][] = [];
    const first = Promise.withResolvers<void>();
    const ask = createNoticeBatch(async (items: number[]) => {
      groups.push(items);
      if (groups.length === 1) await first.promise;
      return items;
    });
    const early = ask(1);
    await expect.poll(() => groups.length).toBe(1);
    const late = [2, 3, 4].map(ask);
    first.resolve();
    expect(await Promise.all([early, ...late])).toEqual([1, 2, 3, 4]);
    expect(groups).toEqual([[1], [2, 3, 4]]);
  });

  test('are at most 500 in a group', async () => {
    const sizes: number[] = [];
    const ask = createNoticeBatch(async (items: number[]) => {
      sizes.push(items.length);
      return items;
    });
    await Promise.all(Array.from({ length: 1_200 }, (_, i) => ask(i)));
    expect(sizes).toEqual([500, 500, 200]);
  });

  test('fail together, so that their provider repeats them, and the next ones are handled again', async () => {
    let isDown = true;
    const ask = createNoticeBatch(async (items: number[]) => {
      if (isDown) throw unavailable();
      return items;
    });
    for (const end of await Promise.allSettled([1, 2].map(ask)))
      expect(end).toMatchObject({ status: 'rejected', reason: { status: 503 } });
    isDown = false;
    expect(await ask(3)).toBe(3);
  });
});
