import type { DavCursor } from './cursor.ts';
import type { ListedObject } from './reports.ts';

/** How long an object that is listed but not handed out, or not as it is listed, holds up the token. */
const maxMissingRuns = 3;
const maxMissingMs = 15 * 60_000;
/** As many objects are waited for because their ETags do not fit; of more, it is the way of the server. */
export const maxDoubtful = 50;

/** Counts how often an object was not handed out as it is listed; false: after a while it is not waited for any more. */
export function isWaitedFor(next: DavCursor, cursor: DavCursor | null, id: string, now: number): boolean {
  const before = cursor?.missing[id];
  const missing = { runs: (before?.runs ?? 0) + 1, since: before?.since ?? now };
  if (missing.runs >= maxMissingRuns || now - missing.since >= maxMissingMs) return false;
  next.missing[id] = missing;
  return true;
}

/** What a token tells to have changed though it stands as it was read, unless there is a reason for that. */
export function findDoubtful(
  cursor: DavCursor,
  changed: readonly ListedObject[],
  wanted: readonly ListedObject[],
): string[] {
  const isWanted = new Set(wanted);
  const same = changed.filter((object) => !isWanted.has(object)).map(({ id }) => id);
  // Many: a list of everything, as for a token that is not known, or a run that broke off.
  if (same.length > maxDoubtful) return [];
  // Under a token that is held up, what was read in the run before is told once more.
  const isHeld = Object.keys(cursor.missing).length > 0;
  return same.filter((id) => !isHeld || cursor.missing[id] !== undefined);
}
