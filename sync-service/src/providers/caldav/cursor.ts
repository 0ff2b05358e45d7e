import { createHash } from 'node:crypto';
import type { CalendarProblem, CalendarToRead, TimeWindow } from '../../calendar/provider.ts';
import type { CalendarState } from './calendars.ts';

/** Raised when the same objects are read in another way than before, so that all are read again. */
const readerVersion = 1;

/** Where a reading of a calendar ended; opaque to everybody else. */
export interface DavCursor {
  /** How the calendar stood before that reading. */
  seen: CalendarState;
  /** What `sync-collection` goes on from; null: the server has none, or none that it keeps. */
  token: string | null;
  /** Hash of all that occurrences depend on besides the objects. */
  view: string;
  /** Last instant (ms) of the window. The whole calendar is compared whenever it moves, which is once a day. */
  until: number;
  /** Objects that are listed but not handed out. */
  missing: Record<string, { runs: number; since: number }>;
  /** What can't be understood, by object: told again for as long as the object stays so. */
  problems: Record<string, Omit<CalendarProblem, 'series'>>;
}

export function writeCursor(cursor: DavCursor): string {
  return JSON.stringify(cursor);
}

/** @returns null for a cursor of another kind: everything is then compared. */
export function readCursor(text: string | null): DavCursor | null {
  if (text === null) return null;
  try {
    const cursor = JSON.parse(text) as DavCursor;
    return typeof cursor?.view === 'string' && typeof cursor.until === 'number' && cursor.missing ? cursor : null;
  } catch {
    return null;
  }
}

/** Hash of what the rows of an object depend on besides the object and the window. */
export function hashView(calendar: CalendarToRead, selfAddresses: readonly string[]): string {
  const { timeZone, hostTimeZone, policy } = calendar;
  const sorted = Object.entries(policy).sort(([a], [b]) => (a < b ? -1 : 1));
  const all = [readerVersion, timeZone, hostTimeZone, sorted, selfAddresses];
  return createHash('sha256').update(JSON.stringify(all)).digest('base64url').slice(0, 12);
}

/** Whether a cursor says all about a calendar that stands like this: nothing has to be read. */
export function isCurrent(cursor: DavCursor, state: CalendarState, view: string, window: TimeWindow): boolean {
  return (
    cursor.view === view &&
    cursor.until === window.until.getTime() &&
    Object.keys(cursor.missing).length === 0 &&
    // A server that shows neither can't say that nothing changed.
    (state.ctag !== null || state.token !== null) &&
    cursor.seen.ctag === state.ctag &&
    cursor.seen.token === state.token
  );
}

/** What is noted of an object that was read: enough to know whether it has to be read again. */
export interface DavNote {
  etag: string;
  view: string;
  /** Last instant (ms) of the window that it was read for, if it has, or may have, occurrences behind it; else null. */
  openUntil: number | null;
}

export function writeNote({ etag, view, openUntil }: DavNote): string {
  return `${view} ${openUntil ?? '-'} ${etag}`;
}

/** Whether an object that is noted so, and now has this ETag, was read all that is needed of it. */
export function isUpToDate(note: string | undefined, etag: string | null, view: string, until: number): boolean {
  const parts = /^(\S+) (-|\d+) (.*)$/s.exec(note ?? '');
  if (parts === null || etag === null) return false;
  return parts[1] === view && parts[3] === etag && (parts[2] === '-' || Number(parts[2]) >= until);
}
