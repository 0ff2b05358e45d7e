import type { ObjectStates } from '../../calendar/provider.ts';
import { ProviderError } from '../../calendar/provider-error.ts';
import { type DavCursor, isBroken, isKnownEtag, isUpToDate, waitsForDailyComparison } from './cursor.ts';
import type { CalendarPull } from './objects.ts';
import { isObjectGone, type ListedObject, listObjects, type SyncResponse, syncObjects } from './reports.ts';
import type { DavSession } from './transport.ts';
import { findUnexplained, maxDoubtful, tokenOf } from './waiting.ts';

/** Answers by which servers say that they don't know a token: 403 by the book, bare 403 at iCloud, 500 at Xandikos. */
const unknownToken = new Set([400, 403, 405, 409, 410, 412, 413, 415, 500, 501, 507]);
/** As many objects that a comparison did not find are asked for one by one. */
const maxAsked = 10;

/** Objects to read, and those that are gone. */
export interface Work {
  wanted: ListedObject[];
  /** Told as changed, in the state that was read already: the server may be behind itself. */
  doubtful: string[];
  /** The server says that they are gone. */
  deleted: string[];
  /** A comparison did not find them. */
  missing: string[];
  /** Gone, those of which nothing was ever read among them. */
  vanished: string[];
  /** Whether all was compared. */
  isCompared: boolean;
  isFull: boolean;
  token: string | null;
  isPartial: boolean;
  /** What is noted of all these. */
  known: ReadonlyMap<string, string>;
  /** Objects with an error, as known before. */
  errors: number;
  /** Whether something is not as it was read last, as far as ETags tell. */
  hasNews: boolean;
  /** Whether the server does not go on from the token that was asked for. */
  isTokenLost: boolean;
  /** What the answer to a token named, if the server went on from it. */
  named: string[];
}

/** All that is there, and all that was read of it. */
interface Inventory {
  listed: ListedObject[];
  known: ReadonlyMap<string, string>;
}

/** What is asked, and what is known. */
export interface WorkParts {
  session: DavSession;
  pull: CalendarPull;
  objectStates: ObjectStates;
}

/**
 * What has to be read: by the token where there is one, else by comparing all.
 * @param token The calendar's token as it was before.
 */
export async function findWork(parts: WorkParts, cursor: DavCursor | null, token: string | null): Promise<Work> {
  const from = cursor === null ? null : tokenOf(cursor);
  const until = parts.pull.window.until.getTime();
  if (cursor === null || from === null || cursor.view !== parts.pull.view || cursor.until !== until) {
    return await compareAll(parts, cursor, token);
  }
  const response = await askSince(parts, from);
  if (response === null || isStuck(response, from, cursor, token)) {
    return { ...(await compareAll(parts, cursor, token)), isTokenLost: true };
  }
  const work = await readResponse(parts, cursor, response);
  const wanted = new Set(work.wanted);
  const unchanged = response.changed.filter((object) => !wanted.has(object)).map(({ id }) => id);
  const unexplained = findUnexplained(cursor, unchanged);
  const waitedFor = unchanged.filter((id) => cursor.missing[id] !== undefined);
  if (unexplained.length === 0) return { ...work, doubtful: waitedFor };

  // A change that is told without showing is one that the server does not show yet, unless another one explains the answer.
  const isDoubtful = ({ hasNews }: Work): boolean => !hasNews && unexplained.length <= maxDoubtful;
  // Or all that there is was listed, as some servers answer a token that they don't know: that names no deletion.
  const inventory = await takeInventory(parts);
  const named = new Set(work.named);
  if (!inventory.listed.every(({ id }) => named.has(id))) {
    return { ...work, doubtful: isDoubtful(work) ? unexplained : [] };
  }
  const compared = await compareAll(parts, cursor, token, inventory);
  const isOneOnly = inventory.listed.length === 1 && isDoubtful(compared);
  return { ...compared, isTokenLost: true, doubtful: isOneOnly ? unexplained : [] };
}

/**
 * Whether a server says that nothing changed since a token, though it has another one now: it was restored from a backup,
 * say, and takes a token that is ahead of it for its own.
 */
function isStuck(response: SyncResponse, from: string, cursor: DavCursor, token: string | null): boolean {
  if (response.token !== from || response.changed.length > 0 || response.deleted.length > 0) return false;
  return (token !== null && token !== from) || cursor.token !== from;
}

/** What changed since the token; null if the server does not know it. */
async function askSince({ session, pull }: WorkParts, token: string): Promise<SyncResponse | null> {
  try {
    return await syncObjects(session, pull.calendar.providerCalendarId, token);
  } catch (error) {
    if (error instanceof ProviderError && unknownToken.has(error.status ?? 0)) return null;
    throw error;
  }
}

async function readResponse(
  { pull, objectStates: states }: WorkParts,
  cursor: DavCursor,
  response: SyncResponse,
): Promise<Work> {
  const { changed, token, isPartial } = response;
  const known = await states.get([...changed.map(({ id }) => id), ...response.deleted]);
  const until = pull.window.until.getTime();
  return {
    wanted: changed.filter(
      ({ id, etag }) =>
        !isUpToDate(known.get(id), etag, pull.view, until) && !waitsForDailyComparison(known.get(id), etag),
    ),
    doubtful: [],
    // Also those that were never read: one of them may be ours.
    deleted: response.deleted,
    missing: [],
    vanished: response.deleted,
    isCompared: false,
    isFull: false,
    token,
    isPartial,
    known,
    errors: cursor.errors,
    hasNews: response.deleted.some((id) => known.has(id)) || changed.some((object) => isNews(object, known)),
    isTokenLost: false,
    named: changed.map(({ id }) => id),
  };
}

async function takeInventory({ session, pull, objectStates: states }: WorkParts): Promise<Inventory> {
  const [listed, known] = await Promise.all([listObjects(session, pull.calendar.providerCalendarId), states.all()]);
  return { listed, known };
}

/**
 * Everything that is there, beside everything that was read.
 * @param token Was read before the inventory: what changes meanwhile is found again by it.
 */
async function compareAll(
  parts: WorkParts,
  cursor: DavCursor | null,
  token: string | null,
  inventory?: Inventory,
): Promise<Work> {
  const { listed, known } = inventory ?? (await takeInventory(parts));
  const { session, pull } = parts;
  const until = pull.window.until.getTime();
  const isOfTheDay = cursor === null || cursor.view !== pull.view || cursor.until !== until;
  const present = new Set(listed.map(({ id }) => id));
  const lacking = [...known.keys()].filter((id) => !present.has(id));
  const isFew = lacking.length <= maxAsked;
  const deleted = isFew ? await findDeleted(session, pull.calendar.providerCalendarId, lacking) : [];
  return {
    wanted: listed.filter(
      ({ id, etag }) =>
        !isUpToDate(known.get(id), etag, pull.view, until) &&
        (isOfTheDay || !waitsForDailyComparison(known.get(id), etag)),
    ),
    doubtful: [],
    deleted,
    missing: lacking.filter((id) => !deleted.includes(id)),
    vanished: Object.keys(cursor?.problems ?? {}).filter((id) => !present.has(id)),
    isCompared: true,
    isFull: known.size === 0,
    token,
    isPartial: false,
    known,
    errors: [...known.values()].filter(isBroken).length,
    // Of a calendar that is read for the first time nobody knows.
    hasNews: cursor === null || lacking.length > 0 || listed.some((object) => isNews(object, known)),
    isTokenLost: false,
    named: [],
  };
}

/** Those that the server denies when it is asked for them: a list may lack what is there, a 404 is its word. */
async function findDeleted(session: DavSession, path: string, ids: readonly string[]): Promise<string[]> {
  const deleted: string[] = [];
  for (const id of ids) if (await isObjectGone(session, path, id)) deleted.push(id);
  return deleted;
}

/** Without an ETag nothing tells. */
function isNews({ id, etag }: ListedObject, known: ReadonlyMap<string, string>): boolean {
  return etag !== null && !isKnownEtag(known.get(id), etag);
}
