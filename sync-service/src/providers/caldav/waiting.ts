import type { DavCursor, SecondPull } from './cursor.ts';

/** How long an object that is listed but not handed out, or not as it is listed, holds up the token. */
const maxMissingRuns = 3;
const maxMissingMs = 15 * 60_000;
/** Looks that follow one another sooner count as one. */
const leastBetweenMs = 20_000;
/** As many objects are waited for because their ETags do not fit; of more, it is the way of the server. */
export const maxDoubtful = 50;
/** A second, and what clocks and transactions need besides; then as long again as it took already, up to half a minute. */
const firstPauseMs = 2_500;
const longestPauseMs = 30_000;
/** So long a state that moves is followed though no object shows why. */
const maxMovingMs = 15_000;
/** As many names are kept; a cursor is read and written with every look. */
const maxReported = 20;

/** Counts how often an object was not handed out as it is listed; false: after a while it is not waited for any more. */
export function isWaitedFor(next: DavCursor, cursor: DavCursor | null, id: string, now: number): boolean {
  const before = cursor?.missing[id];
  const isCounted = before === undefined || now - (before.countedAt ?? 0) >= leastBetweenMs;
  const missing = {
    runs: (before?.runs ?? 0) + (isCounted ? 1 : 0),
    since: before?.since ?? now,
    countedAt: isCounted ? now : before.countedAt,
  };
  if (missing.runs >= maxMissingRuns || now - missing.since >= maxMissingMs) return false;
  next.missing[id] = missing;
  return true;
}

/** What a run came to, for the look that may have to follow. */
export interface RunOutcome {
  /** Whether the calendar is in another state than before. */
  hasMoved: boolean;
  /** Whether objects are not as they were read last. */
  hasNews: boolean;
  /** Whether the server does not go on from the token that the run began with. */
  isTokenLost: boolean;
}

/** The look that has to follow a run, if one has to. */
export function planSecondPull(
  cursor: DavCursor | null,
  { hasMoved, hasNews, isTokenLost }: RunOutcome,
  now: number,
): SecondPull | undefined {
  const planned = cursor?.again;
  const isEarly = planned !== undefined && now < planned.dueAt;
  // Objects may have been read by a run that broke off. A state that is another one each time says nothing, though.
  const isNew = hasNews || (hasMoved && (planned === undefined || now - planned.since < maxMovingMs));
  if (!isNew) return isEarly ? planned : undefined;
  const since = planned?.since ?? now;
  // What was known when a look was due has had its second, so the next one goes on from there.
  const from = isEarly ? planned.from : (cursor?.token ?? null);
  return { from: isTokenLost ? null : from, since, dueAt: now + pauseAfter(now - since) };
}

/** Milliseconds until the calendar is to be looked at again because of what is still open; undefined: nothing is. */
export function pauseOf({ missing, again }: DavCursor, now: number): number | undefined {
  const sinces = Object.values(missing).map(({ since }) => since);
  if (sinces.length > 0) return pauseAfter(now - Math.min(...sinces));
  return again === undefined ? undefined : Math.max(0, again.dueAt - now);
}

function pauseAfter(ageMs: number): number {
  return Math.min(Math.max(firstPauseMs, ageMs), longestPauseMs);
}

/** Where the next run goes on from; null: it compares all. */
export function tokenOf(cursor: DavCursor): string | null {
  return cursor.again === undefined ? cursor.token : cursor.again.from;
}

/**
 * Of what a token tells to have changed though it stands as it was read, what nothing explains: the last answer named it
 * too (tokens that include their own second, and looks from an earlier one, repeat that), or the token is held up, under
 * which what was read before is told once more.
 */
export function findUnexplained(cursor: DavCursor, unchanged: readonly string[]): string[] {
  const reported = cursor.reported ?? (cursor.reported === null ? null : []);
  if (reported === null || Object.keys(cursor.missing).length > 0) return [];
  const isReported = new Set(reported);
  return unchanged.filter((id) => !isReported.has(id));
}

/** What to keep of the names in an answer, and of those before it that the next one may repeat as well. */
export function keepReported(
  cursor: DavCursor | null,
  { named, isTokenLost }: { named: readonly string[]; isTokenLost: boolean },
): readonly string[] | null {
  const reported = cursor?.reported === undefined ? [] : cursor.reported;
  if (isTokenLost) return [];
  if (named.length === 0 || reported === null) return reported;
  const all = [...new Set([...(cursor?.again === undefined ? [] : reported), ...named])];
  return all.length > maxReported ? null : all;
}
