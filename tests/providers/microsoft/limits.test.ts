import { describe, expect, test } from 'vitest';
import { createLimits } from '../../../sync-service/src/providers/microsoft/limits.ts';

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('the limits of a mailbox', () => {
  // microsoft.md 36
  test('let two requests fly at once, whoever asks, and the others one after the other', async () => {
    const limits = createLimits();
    const [ends, entered]: [(() => void)[], number[]] = [[], []];
    const jobs = Array.from({ length: 20 }, async (_, index) => {
      ends.push(await limits.enter('a'));
      entered.push(index);
    });
    for (let ended = 0; ended < 20; ended += 1) {
      await tick();
      expect(entered.length - ended).toBeLessThanOrEqual(2);
      ends.shift()?.();
    }
    await Promise.all(jobs);
    expect(entered).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  // microsoft.md 35
  test('leave a mailbox alone for as long as it was asked, and others go on', async () => {
    let now = 0;
    const limits = createLimits({ now: () => new Date(now) });
    limits.block('a', 300_000);
    limits.block('a', 10_000);
    for (const [at, left] of [
      [0, 300_000],
      [299_000, 1_000],
    ] as const) {
      now = at;
      await expect(limits.enter('a')).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: left });
      (await limits.enter('b'))();
    }
    now = 300_000;
    (await limits.enter('a'))();
  });

  // microsoft.md 35
  test('hold for requests that were already waiting', async () => {
    const limits = createLimits();
    const [first, second] = [await limits.enter('a'), await limits.enter('a')];
    const waiting = limits.enter('a');
    const refused = expect(waiting).rejects.toMatchObject({ code: 'rate_limited' });
    limits.block('a', 60_000);
    first();
    await refused;
    second();
  });

  test('are free again after a request that could not be sent', async () => {
    let isBroken = true;
    const limits = createLimits({
      take: async () => {
        if (isBroken) throw new Error('no budget');
      },
    });
    for (let count = 0; count < 3; count += 1) await expect(limits.enter('a')).rejects.toThrow('no budget');
    isBroken = false;
    const [first, second] = [await limits.enter('a'), await limits.enter('a')];
    first();
    second();
  });
});
