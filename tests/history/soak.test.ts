import { describe, expect, test } from 'vitest';
import { full } from '../support/scale.ts';
import { judge, runSoak } from './soaking.ts';

describe('Memory in use', () => {
  test('that is filled once and then goes up and down does not grow', () => {
    const samples = Array.from({ length: 20 }, (_, n) => ({
      operations: n * 500,
      mb: n < 4 ? 40 + 5 * n : 60 + (n % 3),
    }));
    expect(judge(samples).growth).toBeLessThan(0.3);
  });

  test('that grows with every operation is found', () => {
    const samples = Array.from({ length: 20 }, (_, n) => ({ operations: n * 500, mb: 60 + n * 0.25 + (n % 3) }));
    expect(judge(samples).growth).toBeGreaterThan(0.3);
  });

  // What is filled once takes longer than a plain run lasts.
  test.runIf(full)(
    'stays as it is while people use two processes',
    async () => {
      const { operations, heaps, violations } = await runSoak({ minutes: 1, pauseMs: 20, isJudged: false });
      expect(violations).toEqual([]);
      expect(operations).toBeGreaterThan(0);
      // A minute is too short for the slope of half an hour (`npm run soak`): here only what runs away is found.
      for (const { first, last } of heaps) expect(last).toBeLessThan(first * 1.5);
    },
    240_000,
  );
});
