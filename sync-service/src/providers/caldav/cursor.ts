import { createHash } from 'node:crypto';
import type { CalendarProblem, CalendarToRead, TimeWindow } from '../../calendar/provider.ts';
import type { CalendarState } from './calendars.ts';

/** Increase it when the same objects are read differently than before, so that all are read again. */
const readerVersion = 4;

/** Where a pull of a calendar ended; opaque to others. */
export interface DavCursor {
  /** The calendar's state before that pull. */
  seen: CalendarState;
  /** The token for the next `sync-collection`; null: the server has none, or none that it keeps. */
  token: string | null;
  /** Hash of everything that occurrences depend on besides the objects. */
  view: string;
  /** Last instant (ms) of the window. When it moves, once a day, the whole calendar is compared. */
  until: number;
  /** Objects that are listed but not delivered, or not in the listed state. */
  missing: Record<string, Missing>;
  /** The second pull that confirms the last changes; left out: not needed. */
  again?: SecondPull | undefined;
  /** The objects named in the last response to a token, which the next one may repeat; null: too many to keep. */
  reported?: readonly string[] | null;
  /** Problems by object, reported for as long as the object does not change. At most `maxProblems`. */
  problems: Record<string, Omit<CalendarProblem, 'series'>>;
  /** How many objects have an error, including those not in `problems`. */
  errors: number;
}

interface Missing {
  /** Pulls that counted: at least `leastBetweenMs` apart. */
  runs: number;
  since: number;
  countedAt: number;
}

/**
 * Tokens and tags of some servers count whole seconds: a change in the second of a pull has the same token as the end
 * of that pull. So after any change the calendar is pulled again a little later, from where the server was before.
 */
export interface SecondPull {
  /** The token of that time; null: everything is compared. */
  from: string | null;
  /** When the first of these pulls found something, and when the next one is due. */
  since: number;
  dueAt: number;
}

/** As many as a page names; the cursor is loaded and stored with every pull. */
export const maxProblems = 20;

/** Keeps the most important problems: errors before warnings. */
export function boundProblems(problems: DavCursor['problems']): DavCursor['problems'] {
  const rank = ({ severity }: Pick<CalendarProblem, 'severity'>): number => (severity === 'error' ? 0 : 1);
  const sorted = Object.entries(problems).sort(([, a], [, b]) => rank(a) - rank(b));
  return Object.fromEntries(sorted.slice(0, maxProblems));
}

export function writeCursor(cursor: DavCursor): string {
  return JSON.stringify(cursor);
}

/** @returns null for a cursor of another kind: everything is compared then. */
export function readCursor(text: string | null): DavCursor | null {
  if (text === null) return null;
  try {
    const cursor = JSON.parse(text) as DavCursor;
    const isWhole = typeof cursor?.view === 'string' && typeof cursor.until === 'number' && Boolean(cursor.missing);
    return isWhole && typeof cursor.errors === 'number' ? cursor : null;
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

/** Whether a cursor is up to date with a calendar in this state, so that nothing has to be read. */
export function isCurrent(cursor: DavCursor, state: CalendarState, view: string, window: TimeWindow): boolean {
  return (
    cursor.view === view &&
    cursor.until === window.until.getTime() &&
    Object.keys(cursor.missing).length === 0 &&
    cursor.again === undefined &&
    // A server that shows neither cannot say that nothing changed.
    (state.ctag !== null || state.token !== null) &&
    isSameState(cursor.seen, state)
  );
}

export function isSameState(one: CalendarState, other: CalendarState): boolean {
  return one.ctag === other.ctag && one.token === other.token;
}

/** What is stored of an object that was read, to know whether it has to be read again. */
export interface DavObjectState {
  etag: string;
  view: string;
  /** Last instant (ms) of the window that it was read for, if it has, or may have, occurrences behind it; else null. */
  openUntil: number | null;
  /** Whether it could not be fully understood. */
  isBroken: boolean;
}

/** Replaces the view: the server lists the object but does not deliver it. */
const givenUp = '?';
/** Replaces the view: the server lists the object in another version than it delivered. */
const passing = '~';
/**
 * Replaces the view: the object took too long, perhaps only at that moment. The next comparison, within a day, reads it
 * again; without a state nobody would know that it exists.
 */
export const tooSlow = 'slow';
const forTheDay = new Set([givenUp, passing, tooSlow]);

export function writeObjectState({ etag, view, openUntil, isBroken }: DavObjectState): string {
  return `${view}${isBroken ? '!' : ''} ${openUntil ?? '-'} ${etag}`;
}

/** The state of an object that we no longer wait for as long as it has this ETag. */
export function writeGivenUp(etag: string | null): string {
  return writeObjectState({ etag: etag ?? '', view: givenUp, openUntil: null, isBroken: true });
}

/**
 * The object state until the server delivers the listed version.
 * @param etag The delivered version while we wait; afterwards the listed one, so that it is no longer new.
 */
export function writePassing(etag: string | null, objectState: string | undefined): string {
  return writeObjectState({ etag: etag ?? '', view: passing, openUntil: null, isBroken: isBroken(objectState) });
}

/**
 * Whether two ETags mean the same version; also true if one is unknown. Servers and proxies sometimes write an ETag as
 * weak, without quotes, or with the content encoding added.
 */
export function isSameEtag(one: string | null, other: string | null): boolean {
  return one === null || other === null || one === other || etagForm(one) === etagForm(other);
}

function etagForm(etag: string): string {
  const opaque = etag
    .trim()
    .replace(/^W\//, '')
    .replace(/^"(.*)"$/s, '$1');
  return opaque.replace(/(?:--?|;)(?:gzip|br|deflate|zstd)$/, '');
}

function readObjectState(objectState: string | undefined): DavObjectState | null {
  const parts = /^(\S+?)(!?) (-|\d+) (.*)$/s.exec(objectState ?? '');
  if (parts === null) return null;
  const [, view = '', mark, open, etag = ''] = parts;
  return { view, isBroken: mark === '!', openUntil: open === '-' ? null : Number(open), etag };
}

/** Whether an object with this state and ETag needs no reading. */
export function isUpToDate(objectState: string | undefined, etag: string | null, view: string, until: number): boolean {
  const known = readObjectState(objectState);
  if (known === null || etag === null) return false;
  return known.view === view && isSameEtag(known.etag, etag) && (known.openUntil === null || known.openUntil >= until);
}

/** Whether an object with this state and unchanged ETag waits for the daily comparison. */
export function waitsForDailyComparison(objectState: string | undefined, etag: string | null): boolean {
  const known = readObjectState(objectState);
  return known !== null && etag !== null && forTheDay.has(known.view) && isSameEtag(known.etag, etag);
}

/** Whether an object with this state counts as an error of its calendar. */
export function isBroken(objectState: string | undefined): boolean {
  return readObjectState(objectState)?.isBroken ?? false;
}

/** Whether an object with this state was given up in its current version. */
export function isGivenUp(objectState: string | undefined, etag: string | null): boolean {
  const known = readObjectState(objectState);
  return known?.view === givenUp && known.etag === (etag ?? '');
}

/** Whether an object with this state was accepted although this version is listed, after waiting long enough. */
export function isBelieved(objectState: string | undefined, listedEtag: string | null): boolean {
  const known = readObjectState(objectState);
  return known?.view === passing && listedEtag !== null && isSameEtag(known.etag, listedEtag);
}

/** Whether this is the version in which an object with this state was last delivered. */
export function isKnownEtag(objectState: string | undefined, etag: string | null): boolean {
  const known = readObjectState(objectState);
  return known !== null && isSameEtag(known.etag, etag);
}
