import { createHash } from 'node:crypto';
import type { CalendarProblem, CalendarToRead, ProviderAccount, TimeWindow } from '../../calendar/provider.ts';

/** Increase it when the same feed is read differently than before, so that unchanged feeds are read again. */
const readerVersion = 4;

/** What is kept of the last pull of a feed; opaque to others. */
export interface FeedCursor {
  etag: string | null;
  lastModified: string | null;
  /** Hash of the content. */
  content: string;
  /** Hash of everything else that occurrences depend on: window, zones, policy, this reader. */
  view: string;
  /** What could not be read, reported again while the feed does not change. */
  problems: CalendarProblem[];
  /** Events of unknown time that are named after their content because they have no UID. */
  nameless: string[];
}

export function writeCursor(cursor: FeedCursor): string {
  return JSON.stringify(cursor);
}

/** @returns null for a cursor of another kind or version: the feed is then read as if for the first time. */
export function readCursor(text: string | null): FeedCursor | null {
  if (text === null) return null;
  try {
    const cursor = JSON.parse(text);
    return typeof cursor?.content === 'string' && typeof cursor.view === 'string' && Array.isArray(cursor.nameless)
      ? cursor
      : null;
  } catch {
    return null;
  }
}

/** Includes the window: once it has moved, an unchanged feed has other occurrences. */
export function hashView(account: ProviderAccount, calendar: CalendarToRead, window: TimeWindow): string {
  const { timeZone, hostTimeZone, policy } = calendar;
  const sorted = Object.entries(policy).sort(([a], [b]) => (a < b ? -1 : 1));
  const addresses = [...account.selfAddresses].sort();
  const all = [readerVersion, window.from, window.until, timeZone, hostTimeZone, sorted, addresses];
  return createHash('sha256').update(JSON.stringify(all)).digest('base64url');
}
