import { afterEach, expect, test, vi } from 'vitest';

let reads = 0;

/** The file as it is read with these variables: another module for each, for what others have loaded stays. */
async function scaleOf(variables: { FULL?: string; TIMES?: string }): Promise<typeof import('./scale.ts')> {
  vi.stubEnv('FULL', variables.FULL);
  vi.stubEnv('TIMES', variables.TIMES);
  reads += 1;
  return await import(/* @vite-ignore */ `./scale.ts?read=${reads}`);
}
afterEach(() => {
  vi.unstubAllEnvs();
});

test('a plain run takes the few random cases, whatever TIMES says', async () => {
  const { cases, randomRuns } = await scaleOf({ TIMES: '3' });
  expect([cases(2, 10), randomRuns(2, 10)]).toEqual([2, 2]);
});

test('the full suite takes the many, and of random runs as many times that as TIMES says', async () => {
  const once = await scaleOf({ FULL: '1' });
  expect([once.cases(2, 10), once.randomRuns(2, 10), once.times]).toEqual([10, 10, 1]);
  const thrice = await scaleOf({ FULL: '1', TIMES: '3' });
  expect([thrice.cases(2, 10), thrice.randomRuns(2, 10), thrice.times]).toEqual([10, 30, 3]);
});

test('of several styles the full suite takes half today and the others tomorrow, a plain run one', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { oneOf } = await scaleOf({ FULL: '1' });
  const styles = ['small', 'small and dark', 'large'];
  const seen = [1, 2].flatMap((day) => {
    vi.setSystemTime(day * 86_400_000);
    return oneOf(styles);
  });
  vi.useRealTimers();
  expect(seen.toSorted()).toEqual(styles.toSorted());
  expect((await scaleOf({})).oneOf(styles)).toEqual(['small and dark']);
});

test.each(['0', '-1', '1.5', 'many'])('%s is no number of times: no run would be none', async (TIMES) => {
  await expect(scaleOf({ FULL: '1', TIMES })).rejects.toThrow('TIMES must be a whole number');
});
