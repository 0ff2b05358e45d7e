const DAY_MS = 86_400_000;

/** Every tenth of a list, beginning with number `turn`: ten turns in a row visit all. */
export function tenthOf<Item>(list: readonly Item[], turn: number): Item[] {
  return list.filter((_, index) => index % 10 === turn % 10);
}

/** Which tenth is due: that of the number of the CI run if there is one, else that of the day. */
export function turnDue(environment: NodeJS.ProcessEnv, now: number): number {
  const run = Number(environment['CI_RUN_NUMBER'] ?? environment['GITHUB_RUN_NUMBER']);
  return Number.isInteger(run) ? run : Math.floor(now / DAY_MS);
}
