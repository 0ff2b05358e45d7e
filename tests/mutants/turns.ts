const DAY_MS = 86_400_000;

/** So many turns in a row visit all. */
export const TURNS = 40;

/** The items of a list whose turn it is: every fortieth, beginning with number `turn`. */
export function itsTurn<Item>(list: readonly Item[], turn: number): Item[] {
  return list.filter((_, index) => index % TURNS === turn % TURNS);
}

/** Which turn is due: the number of the CI run if there is one, else that of the day. */
export function turnDue(environment: NodeJS.ProcessEnv, now: number): number {
  const run = Number(environment['CI_RUN_NUMBER'] ?? environment['GITHUB_RUN_NUMBER']);
  return Number.isInteger(run) ? run : Math.floor(now / DAY_MS);
}
