import type { DavCursor, SecondPull } from './cursor.ts';

/** For how many pulls an object that is not delivered as listed holds up the token. */
const maxMissingRuns = 3;
const maxMissingMs = 15 * 60_000;
/** Pulls closer together than this count as one. */
const leastBetweenMs = 20_000;
/** Limit of objects with unexpected ETags that we wait for; with more, it is how the server works. */
export const maxDoubtful = 50;
/**
 * One second plus tolerance for clocks and transactions; later pauses are as long as the time so far, up to half a
 * minute.
 */
const firstPauseMs = 2_500;
const longestPauseMs = 30_000;
/** For how long a changing state is followed although no object explains it. */
const maxMovingMs = 15_000;
/** Limit of kept names; the cursor is loaded and stored with every pull. */
const maxReported = 20;

/** Counts how often an object was not delivered as listed; false if that was too often to keep waiting. */
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

/** The outcome of a run, which decides about a second pull. */
export interface RunOutcome {
  /** Whether the calendar's state has changed. */
  hasMoved: boolean;
  /** Whether objects have changed since they were read. */
  hasNews: boolean;
  /** Whether the server did not continue from the run's token. */
  isTokenLost: boolean;
}

/** Plans the pull that has to follow a run, if any. */
export function planSecondPull(
  cursor: DavCursor | null,
  { hasMoved, hasNews, isTokenLost }: RunOutcome,
  now: number,
): SecondPull | undefined {
  const planned = cursor?.again;
  const isEarly = planned !== undefined && now < planned.dueAt;
  // A run that broke off may have read objects. But a state that is different every time says nothing.
  const isNew = hasNews || (hasMoved && (planned === undefined || now - planned.since < maxMovingMs));
  if (!isNew) return isEarly ? planned : undefined;
  const since = planned?.since ?? now;
  // Everything known before this pull was due has been confirmed, so the next one continues from there.
  const from = isEarly ? planned.from : (cursor?.token ?? null);
  return { from: isTokenLost ? null : from, since, dueAt: now + pauseAfter(now - since) };
}

/** Milliseconds until the calendar has to be pulled again because something is open; undefined if nothing is. */
export function pauseOf({ missing, again }: DavCursor, now: number): number | undefined {
  const sinces = Object.values(missing).map(({ since }) => since);
  if (sinces.length > 0) return pauseAfter(now - Math.min(...sinces));
  return again === undefined ? undefined : Math.max(0, again.dueAt - now);
}

function pauseAfter(ageMs: number): number {
  return Math.min(Math.max(firstPauseMs, ageMs), longestPauseMs);
}

/** The token for the next run; null: it compares everything. */
export function tokenOf(cursor: DavCursor): string | null {
  return cursor.again === undefined ? cursor.token : cursor.again.from;
}

/**
 * Returns the objects that a token reports as changed, though their version was read, if nothing explains that.
 * Explanations: the last response named them too (tokens that include their own second, and pulls from an earlier
 * token, repeat names), or a held-up token reports again what was read before.
 */
export function findUnexplained(cursor: DavCursor, unchanged: readonly string[]): string[] {
  const reported = cursor.reported ?? (cursor.reported === null ? null : []);
  if (reported === null || Object.keys(cursor.missing).length > 0) return [];
  const isReported = new Set(reported);
  return unchanged.filter((id) => !isReported.has(id));
}

/** Returns the names to keep: those of this response, and earlier ones that the next response may repeat. */
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
