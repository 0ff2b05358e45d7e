import { createHash } from 'node:crypto';
import type { CalendarToRead, TimeWindow } from '../../calendar/provider.ts';
import type { KnownProblem } from '../pages.ts';

/** Increase it when the same events are read differently than before, so that all are read again. */
const readerVersion = 1;
const dayMs = 86_400_000;
/** A link's span is frozen: it begins so many days longer than it has to be, and is replaced when they are used up. */
const spareDays = 7;
/** Limit of remembered problems; they are reported until they are solved. */
const maxProblems = 50;
/** A link that is lost more often than this in a day is the operator's concern. */
const maxLosses = 50;

/** Where a pull of a calendar ended; opaque to others. */
export interface GraphCursor {
  /** The whole link of the last round, as it came; empty if it is lost. */
  link: string;
  /** The known window in instants (ms). */
  from: number;
  until: number;
  /** The end of the span that is frozen in the link. */
  linkUntil: number;
  /** Hash of everything else that rows depend on. */
  view: string;
  problems: Record<string, KnownProblem>;
  /** When links were lost (ms), within a day before the last time. */
  losses: number[];
}

export function writeCursor(cursor: GraphCursor): string {
  const problems = Object.fromEntries(Object.entries(cursor.problems).slice(0, maxProblems));
  return JSON.stringify({ v: readerVersion, ...cursor, problems });
}

/** @returns null for a cursor of another kind: everything is listed then. */
export function readCursor(text: string | null): GraphCursor | null {
  if (text === null) return null;
  try {
    const { v, ...cursor } = JSON.parse(text);
    const numbers = [cursor.from, cursor.until, cursor.linkUntil];
    const isOurs = v === readerVersion && typeof cursor.link === 'string' && Array.isArray(cursor.losses);
    return isOurs && numbers.every(Number.isFinite) && cursor.problems ? cursor : null;
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
 * Returns which part of a window a cursor does not cover: `nothing`, the span after its end (`tail`) whose changes the
 * link has been telling all the time, or `everything` because the link is lost, its spare days are used up, or the
 * window moved back.
 */
export function uncovered(cursor: GraphCursor, window: TimeWindow): 'nothing' | 'tail' | 'everything' {
  const [from, until] = [window.from.getTime(), window.until.getTime()];
  if (cursor.link === '' || from < cursor.from || until < cursor.until || until > cursor.linkUntil) return 'everything';
  if (from - cursor.from > spareDays * dayMs) return 'everything';
  return until > cursor.until ? 'tail' : 'nothing';
}

/** The span to freeze in a new link for a window. */
export function spanAround({ from, until }: TimeWindow): TimeWindow {
  return { from, until: new Date(until.getTime() + spareDays * dayMs) };
}

/** Adds a loss. */
export function addLoss(losses: readonly number[], now: Date): number[] {
  return [...losses.filter((at) => now.getTime() - at < dayMs), now.getTime()].slice(-maxLosses);
}
