import type { ObjectStates } from '../../calendar/provider.ts';
import { ProviderError } from '../../calendar/provider-error.ts';
import { type DavCursor, isBroken, isKnownEtag, isUpToDate, waitsForDailyComparison } from './cursor.ts';
import type { CalendarPull } from './objects.ts';
import { isObjectGone, type ListedObject, listObjects, type SyncResponse, syncObjects } from './reports.ts';
import type { DavSession } from './transport.ts';
import { findUnexplained, maxDoubtful, tokenOf } from './waiting.ts';

/** Statuses of servers that do not know a token: 403 by the standard, bare 403 at iCloud, 500 at Xandikos. */
const unknownToken = new Set([400, 403, 405, 409, 410, 412, 413, 415, 500, 501, 507]);
/** Limit of objects missing in a comparison that are checked one by one. */
const maxAsked = 10;

/** Objects to read, and objects that are gone. */
export interface Work {
  wanted: ListedObject[];
  /** Reported as changed, in a version that was already read: the server may lag behind itself. */
  doubtful: string[];
  /** The server says that they were deleted. */
  deleted: string[];
  /** A comparison did not find them. */
  missing: string[];
  /** All that are gone, including those that were never read. */
  vanished: string[];
  /** Whether everything was compared. */
  isCompared: boolean;
  isFull: boolean;
  token: string | null;
  isPartial: boolean;
  /** The stored states of all these objects. */
  known: ReadonlyMap<string, string>;
  /** Objects with an error before this run. */
  errors: number;
  /** Whether anything has changed since it was read, by its ETag. */
  hasNews: boolean;
  /** Whether the server did not continue from the token. */
  isTokenLost: boolean;
  /** What the response to a token named, if the server continued from it. */
  named: string[];
}

const nothing = { doubtful: [], missing: [], isPartial: false, isTokenLost: false, named: [] };

/** Everything on the server, and everything that was read. */
interface Inventory {
  listed: ListedObject[];
  known: ReadonlyMap<string, string>;
}

export interface WorkParts {
  session: DavSession;
  pull: CalendarPull;
  objectStates: ObjectStates;
}

/**
 * Finds what has to be read: by the token if there is one, else by comparing everything.
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

  // A reported but invisible change means that the server does not show it yet, unless another change explains the
  // response.
  const isDoubtful = ({ hasNews }: Work): boolean => !hasNews && unexplained.length <= maxDoubtful;
  // Or the server listed everything, as some do for a token that they do not know: that names no deletion.
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
 * Whether a server reports no changes since a token although it now has another one: for example, it was restored from
 * a backup and accepts a token that is ahead of it.
 */
function isStuck(response: SyncResponse, from: string, cursor: DavCursor, token: string | null): boolean {
  if (response.token !== from || response.changed.length > 0 || response.deleted.length > 0) return false;
  return (token !== null && token !== from) || cursor.token !== from;
}

/** The changes since the token; null if the server does not know it. */
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
    ...nothing,
    wanted: changed.filter(
      ({ id, etag }) =>
        !isUpToDate(known.get(id), etag, pull.view, until) && !waitsForDailyComparison(known.get(id), etag),
    ),
    // Also those that were never read: one may be ours.
    deleted: response.deleted,
    vanished: response.deleted,
    isCompared: false,
    isFull: false,
    token,
    isPartial,
    known,
    errors: cursor.errors,
    hasNews: response.deleted.some((id) => known.has(id)) || changed.some((object) => isNews(object, known)),
    named: changed.map(({ id }) => id),
  };
}

async function takeInventory({ session, pull, objectStates: states }: WorkParts): Promise<Inventory> {
  const [listed, known] = await Promise.all([listObjects(session, pull.calendar.providerCalendarId), states.all()]);
  return { listed, known };
}

/**
 * Compares everything on the server with everything that was read.
 * @param token Was read before the inventory, so it finds what changes meanwhile.
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
    ...nothing,
    wanted: listed.filter(
      ({ id, etag }) =>
        !isUpToDate(known.get(id), etag, pull.view, until) &&
        (isOfTheDay || !waitsForDailyComparison(known.get(id), etag)),
    ),
    deleted,
    missing: lacking.filter((id) => !deleted.includes(id)),
    vanished: Object.keys(cursor?.problems ?? {}).filter((id) => !present.has(id)),
    isCompared: true,
    isFull: known.size === 0,
    token,
    known,
    errors: [...known.values()].filter(isBroken).length,
    // Unknown for a calendar that is read for the first time.
    hasNews: cursor === null || lacking.length > 0 || listed.some((object) => isNews(object, known)),
  };
}

/**
 * Returns the objects that the server denies when asked directly: a list may lack what exists, but a 404 is definite.
 */
async function findDeleted(session: DavSession, path: string, ids: readonly string[]): Promise<string[]> {
  const deleted: string[] = [];
  for (const id of ids) if (await isObjectGone(session, path, id)) deleted.push(id);
  return deleted;
}

/** Without an ETag this is unknown. */
function isNews({ id, etag }: ListedObject, known: ReadonlyMap<string, string>): boolean {
  return etag !== null && !isKnownEtag(known.get(id), etag);
}
