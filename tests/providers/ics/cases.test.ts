import { describe, expect, test } from 'vitest';
import { findTouched, findUncovered, readCase, readCases } from './cases.ts';

/** What a pull says that is not known: the days, or `any`. */
function daysOf(unknown: readonly { days: { from: string; until: string } | null }[]): string[] {
  return unknown.map(({ days }) => (days === null ? 'any' : `${days.from} ${days.until}`)).sort();
}

describe.each(['cases', 'more-cases'])('feeds as producers write them (%s)', (folder) => {
  test.each(readCases(folder))('$name', async (one) => {
    const { page, busy } = await readCase(one);
    if (one.busy !== undefined) expect(busy).toEqual(one.busy);
    expect(findUncovered(one.mustBeBusy ?? [], busy)).toEqual([]);
    expect(findTouched(one.mustBeFree ?? [], busy)).toEqual([]);
    if (one.problems !== undefined) expect(page.problems.map(({ severity }) => severity)).toEqual(one.problems);
    expect(daysOf(page.unknownTimes ?? [])).toEqual(one.unknown ?? []);
  });
});

test('each case says something that could be otherwise', () => {
  for (const one of [...readCases('cases'), ...readCases('more-cases')]) {
    expect(
      [one.busy, one.mustBeBusy, one.mustBeFree].some((spans) => spans !== undefined),
      one.name,
    ).toBe(true);
  }
});
