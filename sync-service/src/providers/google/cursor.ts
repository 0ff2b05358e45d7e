import { createHash } from 'node:crypto';
import type { CalendarToRead, TimeWindow } from '../../calendar/provider.ts';
import type { KnownProblem } from '../pages.ts';

/** Increase it when the same events are read differently than before, so that all are read again. */
const readerVersion = 2;
const dayMs = 86_400_000;
/** If the window has moved by more days than this, it is read again as a whole. */
const maxDaysAhead = 7;
/** Limit of remembered problems; they are reported until they are solved. */
const maxProblems = 50;

/** Parameters of every listing; a token is only valid for the same ones. */
export const listParameters = { singleEvents: true, maxResults: 2500 };

/** Where a pull of a calendar ended; opaque to others. */
export interface GoogleCursor {
  syncToken: string;
  /** The known window in instants (ms); the token itself has none. */
  from: number;
  until: number;
  /** Hash of everything else that rows depend on. */
  view: string;
  problems: Record<string, KnownProblem>;
}

export function writeCursor(cursor: GoogleCursor): string {
  const problems = Object.fromEntries(Object.entries(cursor.problems).slice(0, maxProblems));
  return JSON.stringify({ v: readerVersion, ...cursor, problems, params: listParameters });
}

/** @returns null for a cursor of another kind or without a token: everything is listed then. */
export function readCursor(text: string | null): GoogleCursor | null {
  if (text === null) return null;
  try {
    const { v, params, ...cursor } = JSON.parse(text);
    const isOurs = v === readerVersion && JSON.stringify(params) === JSON.stringify(listParameters);
    if (!isOurs || typeof cursor.syncToken !== 'string' || cursor.syncToken === '') return null;
    if (typeof cursor.from !== 'number' || typeof cursor.until !== 'number' || !cursor.problems) return null;
    return cursor;
  } catch {
    return null;
  }
}

/** Hash of what rows depend on besides the events and the window. */
export function hashView({ policy }: Pick<CalendarToRead, 'policy'>): string {
  const sorted = Object.entries(policy).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 12);
}

/**
 * Returns which part of a window a cursor does not cover: `nothing`, the span after its end (`tail`), or `everything`
 * because the window moved back, or far.
 */
export function uncovered(cursor: GoogleCursor, window: TimeWindow): 'nothing' | 'tail' | 'everything' {
  const [from, until] = [window.from.getTime(), window.until.getTime()];
  if (from < cursor.from || until < cursor.until) return 'everything';
  if (until - cursor.until > maxDaysAhead * dayMs || from - cursor.from > maxDaysAhead * dayMs) return 'everything';
  return until > cursor.until ? 'tail' : 'nothing';
}
