import { createHash } from 'node:crypto';
import type { CalendarProblem, CalendarToRead, TimeWindow } from '../../calendar/provider.ts';
import type { CalendarState } from './calendars.ts';

/** Raised when the same objects are read in another way than before, so that all are read again. */
const readerVersion = 4;

/** Where a pull of a calendar ended; opaque to everybody else. */
export interface DavCursor {
  /** How the calendar stood before that reading. */
  seen: CalendarState;
  /** What `sync-collection` goes on from; null: the server has none, or none that it keeps. */
  token: string | null;
  /** Hash of all that occurrences depend on besides the objects. */
  view: string;
  /** Last instant (ms) of the window. The whole calendar is compared whenever it moves, which is once a day. */
  until: number;
  /** Objects that are listed but not handed out, or not in the state that is listed. */
  missing: Record<string, Missing>;
  /** The look that what was found last needs before it counts as all there was; left out: none. */
  again?: SecondPull | undefined;
  /** What the last answer to a token named, which the next one may repeat; null: too much to be kept. */
  reported?: readonly string[] | null;
  /** What can't be understood, by object: told again for as long as the object stays so. At most `maxProblems`. */
  problems: Record<string, Omit<CalendarProblem, 'series'>>;
  /** How many objects have an error, with those that are not among `problems`. */
  errors: number;
}

/** An object that is waited for. */
interface Missing {
  /** Looks that counted: at least `leastBetweenMs` apart. */
  runs: number;
  since: number;
  countedAt: number;
}

/**
 * Tokens and tags of some servers count whole seconds: what changes in the second of a pull has the token that the
 * reading ended with. So whatever was found, it is looked again a little later, from where the server was before.
 */
export interface SecondPull {
  /** The token of then; null: all is compared. */
  from: string | null;
  /** When the first of these looks found something, and when the next one is due. */
  since: number;
  dueAt: number;
}

/** As many as a page names; a cursor is read and written with every look. */
export const maxProblems = 20;

/** Those that are worth naming: errors before warnings. */
export function boundProblems(problems: DavCursor['problems']): DavCursor['problems'] {
  const rank = ({ severity }: Pick<CalendarProblem, 'severity'>): number => (severity === 'error' ? 0 : 1);
  const sorted = Object.entries(problems).sort(([, a], [, b]) => rank(a) - rank(b));
  return Object.fromEntries(sorted.slice(0, maxProblems));
}

export function writeCursor(cursor: DavCursor): string {
  return JSON.stringify(cursor);
}

/** @returns null for a cursor of another kind: everything is then compared. */
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

/** Whether a cursor says all about a calendar that stands like this: nothing has to be read. */
export function isCurrent(cursor: DavCursor, state: CalendarState, view: string, window: TimeWindow): boolean {
  return (
    cursor.view === view &&
    cursor.until === window.until.getTime() &&
    Object.keys(cursor.missing).length === 0 &&
    cursor.again === undefined &&
    // A server that shows neither can't say that nothing changed.
    (state.ctag !== null || state.token !== null) &&
    isSameState(cursor.seen, state)
  );
}

export function isSameState(one: CalendarState, other: CalendarState): boolean {
  return one.ctag === other.ctag && one.token === other.token;
}

/** What is noted of an object that was read: enough to know whether it has to be read again. */
export interface DavObjectState {
  etag: string;
  view: string;
  /** Last instant (ms) of the window that it was read for, if it has, or may have, occurrences behind it; else null. */
  openUntil: number | null;
  /** Whether it could not, or not wholly, be understood. */
  isBroken: boolean;
}

/** In the place of a view: the server lists the object and does not hand it out. */
const givenUp = '?';
/** In the place of a view: the server lists the object in another state than it handed out. */
const passing = '~';
/**
 * In the place of a view: it took too long, which may say more about the moment than about the object. It is read again
 * with the next comparison, which is at most a day away; without any note nobody would know that it was there.
 */
export const tooSlow = 'slow';
const forTheDay = new Set([givenUp, passing, tooSlow]);

export function writeObjectState({ etag, view, openUntil, isBroken }: DavObjectState): string {
  return `${view}${isBroken ? '!' : ''} ${openUntil ?? '-'} ${etag}`;
}

/** The note of an object that is not waited for any more as long as it has this ETag. */
export function writeGivenUp(etag: string | null): string {
  return writeObjectState({ etag: etag ?? '', view: givenUp, openUntil: null, isBroken: true });
}

/**
 * The note of an object that counts until the state is handed out that is listed.
 * @param etag The state that was handed out while that is waited for; then the listed one, so that it is no news any more.
 */
export function writePassing(etag: string | null, objectState: string | undefined): string {
  return writeObjectState({ etag: etag ?? '', view: passing, openUntil: null, isBroken: isBroken(objectState) });
}

/**
 * Whether two ETags mean the same state; also where one is not known. Servers, and what stands before them, write one
 * as a weak one here, without quotes there, or name the packing of the answer in it.
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

/** Whether an object that is noted so, and now has this ETag, was read all that is needed of it. */
export function isUpToDate(objectState: string | undefined, etag: string | null, view: string, until: number): boolean {
  const known = readObjectState(objectState);
  if (known === null || etag === null) return false;
  return known.view === view && isSameEtag(known.etag, etag) && (known.openUntil === null || known.openUntil >= until);
}

/** Whether an object that is noted so, and has this ETag still, waits for the comparison of the day. */
export function waitsForDailyComparison(objectState: string | undefined, etag: string | null): boolean {
  const known = readObjectState(objectState);
  return known !== null && etag !== null && forTheDay.has(known.view) && isSameEtag(known.etag, etag);
}

/** Whether an object that is noted so counts among the errors of its calendar. */
export function isBroken(objectState: string | undefined): boolean {
  return readObjectState(objectState)?.isBroken ?? false;
}

/** Whether an object that is noted so was given up as it is now. */
export function isGivenUp(objectState: string | undefined, etag: string | null): boolean {
  const known = readObjectState(objectState);
  return known?.view === givenUp && known.etag === (etag ?? '');
}

/** Whether an object that is noted so was believed though this state is listed: it was waited for long enough. */
export function isBelieved(objectState: string | undefined, listedEtag: string | null): boolean {
  const known = readObjectState(objectState);
  return known?.view === passing && listedEtag !== null && isSameEtag(known.etag, listedEtag);
}

/** Whether an object that is noted so was last handed out in this state. */
export function isKnownEtag(objectState: string | undefined, etag: string | null): boolean {
  const known = readObjectState(objectState);
  return known !== null && isSameEtag(known.etag, etag);
}
