/** Calls `plan`, which handles at most `max` items, until nothing is left or the process stops. */
export async function planAll(
  max: number,
  signal: AbortSignal | undefined,
  plan: () => Promise<{ planned: number }>,
): Promise<void> {
  let planned = max;
  while (planned >= max && !signal?.aborted) ({ planned } = await plan());
}
