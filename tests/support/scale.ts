/** True for `npm test -- --full` and CI: the large numbers of random cases. */
export const full = process.env.FULL === '1';

/** How many random cases to run: `quick` in a plain `npm test`, `fullCount` in the full suite. */
export function cases(quick: number, fullCount: number): number {
  return full ? fullCount : quick;
}

/** Of `randomRuns`, in the full suite; their time limits are as many times as long. */
export const times = Number(process.env.TIMES ?? 1);
if (!Number.isInteger(times) || times < 1) throw new Error('TIMES must be a whole number from 1 on');

/** The same for runs that each draw their own chances, of which `TIMES=10 npm test -- --full FILE` makes ten times as many. */
export function randomRuns(quick: number, fullCount: number): number {
  return full ? fullCount * times : quick;
}

/**
 * Of several looks of one page, at which all is checked the same way: in the full suite half of them, the other half on the next day; else a
 * small one in dark colours (the second).
 */
export function oneOf<T>(variants: T[]): T[] {
  const day = Math.floor(Date.now() / 86_400_000);
  return full ? variants.filter((_, index) => index % 2 === day % 2) : variants.slice(1, 2);
}
