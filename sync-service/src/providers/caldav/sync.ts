import type { ChangePage, ObjectNote, ObjectNotes } from '../../calendar/provider.ts';
import { ProviderError } from '../../calendar/provider-error.ts';
import type { Expander } from '../../calendar/recurrence/expander.ts';
import { readState } from './calendars.ts';
import {
  boundProblems,
  type DavCursor,
  isBroken,
  isCurrent,
  isGivenUp,
  isNotedEtag,
  isSameEtag,
  isUpToDate,
  readCursor,
  writeCursor,
  writeGivenUp,
  writePassing,
} from './cursor.ts';
import { fingerprintOf, type Reading, type ReadObject, readObjects } from './objects.ts';
import { createPager, lastPage } from './pages.ts';
import {
  type FetchedObject,
  fetchObject,
  fetchObjects,
  type ListedObject,
  listObjects,
  syncObjects,
} from './reports.ts';
import type { DavSession } from './transport.ts';
import { findDoubtful, isWaitedFor, maxDoubtful } from './waiting.ts';

const batchSize = 50;
/** Answers by which servers say that they don't know a token: 403 by the book, bare 403 at iCloud, 500 at Xandikos. */
const unknownToken = new Set([400, 403, 405, 409, 410, 412, 500, 501]);

/** What a reading of a calendar works with. */
export interface SyncParts {
  session: DavSession;
  /** Path of the collection that lists the calendar. */
  home: string;
  expander: Expander;
  reading: Reading;
  notes: ObjectNotes;
  now: () => number;
}

/** Objects to read, and those that are gone. */
interface Work {
  wanted: ListedObject[];
  /** Told as changed, in the state that was read already: the server may be behind itself. */
  doubtful: string[];
  gone: string[];
  /** Among them those of which nothing was ever read. */
  vanished: string[];
  /** Whether `gone` is what a comparison did not find, not what the server reported. */
  isCompared: boolean;
  isFull: boolean;
  token: string | null;
  isPartial: boolean;
  /** What is noted of all these. */
  known: ReadonlyMap<string, string>;
  /** Objects with an error, as known before. */
  errors: number;
}

/** Reads what changed in a calendar: `listChanges` of the port. */
export async function* syncCalendar(parts: SyncParts, cursorText: string | null): AsyncGenerator<ChangePage> {
  const { session, reading } = parts;
  const path = reading.calendar.providerCalendarId;
  const state = await readState(session, path, parts.home);
  let cursor = readCursor(cursorText);
  if (cursor !== null && isCurrent(cursor, state, reading.view, reading.window)) {
    yield lastPage(cursor, cursorText ?? '', false);
    return;
  }
  const until = reading.window.until.getTime();
  const seenBefore = cursor?.seen ?? { ctag: null, token: null };
  const named = new Set<string>();
  for (let page = 0; ; page += 1) {
    const work = await findWork(parts, cursor, state.token);
    const touched = [...work.wanted.map(({ id }) => id), ...work.gone];
    if (cursor !== null && page > 0 && (work.token === cursor.token || touched.some((id) => named.has(id)))) {
      // A run names each object once; the next one goes on from here. The same for a server that does not go on.
      yield lastPage(cursor, writeCursor(cursor), false);
      return;
    }
    for (const id of touched) named.add(id);
    const next: DavCursor = {
      seen: state,
      token: work.token,
      view: reading.view,
      until,
      missing: {},
      problems: { ...cursor?.problems },
      errors: work.errors,
    };
    const notes: ObjectNote[] = work.gone.map((objectId) => ({ objectId, note: null }));
    const pager = createPager(work.isFull);
    for (const id of work.doubtful) if (!named.has(id)) isWaitedFor(next, cursor, id, parts.now());
    let misfits = 0;
    for await (const { object, listed, etag } of readAll(parts, work.wanted, cursor)) {
      const note = work.known.get(listed.id);
      if (object !== null && !isSameEtag(listed.etag, etag)) {
        // What was read before is old for certain; another state may be just as new, and counts meanwhile.
        const isOld = isNotedEtag(note, etag);
        if (!isOld) misfits += 1;
        if ((isOld || misfits <= maxDoubtful) && isWaitedFor(next, cursor, listed.id, parts.now())) {
          // An event of ours in an older state would look as if its owner had moved it.
          const isOurs = object.rows.some(({ ownKey }) => ownKey);
          if (!isOld && !isOurs) yield* pager.add({ ...object, note: writePassing(etag, note) });
          continue;
        }
      }
      if (object === null) {
        if (!isGivenUp(note, listed.etag) && isWaitedFor(next, cursor, listed.id, parts.now())) continue;
        setProblem(next, listed.id, isBroken(note), notHandedOut);
        notes.push({ objectId: listed.id, note: writeGivenUp(listed.etag) });
        pager.addUnknown({
          objectId: listed.id,
          fingerprint: fingerprintOf(listed.etag ?? ''),
          days: null,
          message: notHandedOut.message,
        });
        continue;
      }
      setProblem(next, object.id, isBroken(note), object.problem);
      yield* pager.add(object);
    }
    for (const id of new Set([...work.gone, ...work.vanished])) {
      setProblem(next, id, isBroken(work.known.get(id)), null);
    }
    next.problems = boundProblems(next.problems);
    if (Object.keys(next.missing).length > 0) {
      // Held: the next run meets the missing ones again.
      Object.assign(next, { token: cursor?.token ?? null, seen: cursor?.seen ?? next.seen });
      if (work.isCompared) next.until = cursor?.until ?? 0;
    }
    const removed = work.isCompared ? { absent: work.gone } : { gone: work.gone };
    // What is still to come must not look as if it had been read.
    if (work.isPartial) next.seen = seenBefore;
    const text = writeCursor(next);
    if (!work.isPartial || Object.keys(next.missing).length > 0) {
      const isSame = text === cursorText && work.wanted.length === 0 && work.gone.length === 0;
      yield pager.end(next, isSame ? (cursorText ?? text) : text, { ...removed, notes });
      return;
    }
    yield pager.checkpoint(text, { ...removed, notes });
    cursor = next;
  }
}

/** What has to be read: by the token where there is one, else by comparing all. */
async function findWork(parts: SyncParts, cursor: DavCursor | null, token: string | null): Promise<Work> {
  const { session, reading, notes } = parts;
  const path = reading.calendar.providerCalendarId;
  const until = reading.window.until.getTime();
  if (cursor !== null && cursor.token !== null && cursor.view === reading.view && cursor.until === until) {
    try {
      const answer = await syncObjects(session, path, cursor.token);
      const known = await notes.get([...answer.changed.map(({ id }) => id), ...answer.gone]);
      const wanted = answer.changed.filter(({ id, etag }) => !isUpToDate(known.get(id), etag, reading.view, until));
      return {
        ...answer,
        wanted,
        doubtful: findDoubtful(cursor, answer.changed, wanted),
        gone: answer.gone.filter((id) => known.has(id)),
        vanished: answer.gone,
        isCompared: false,
        isFull: false,
        known,
        errors: cursor.errors,
      };
    } catch (error) {
      if (!(error instanceof ProviderError) || !unknownToken.has(error.status ?? 0)) throw error;
    }
  }
  // The token was read before this listing: what changes meanwhile is found again by it.
  const [listed, known] = await Promise.all([listObjects(session, path), notes.all()]);
  const present = new Set(listed.map(({ id }) => id));
  return {
    wanted: listed.filter(({ id, etag }) => !isUpToDate(known.get(id), etag, reading.view, until)),
    doubtful: [],
    gone: [...known.keys()].filter((id) => !present.has(id)),
    vanished: Object.keys(cursor?.problems ?? {}).filter((id) => !present.has(id)),
    isCompared: true,
    isFull: known.size === 0,
    token,
    isPartial: false,
    known,
    errors: [...known.values()].filter(isBroken).length,
  };
}

/** Fetches and expands in batches; the next batch is on its way while one is worked on. Null: the server did not hand it out. */
async function* readAll(
  { session, expander, reading }: SyncParts,
  wanted: readonly ListedObject[],
  cursor: DavCursor | null,
): AsyncGenerator<{ listed: ListedObject; object: ReadObject | null; etag: string | null }> {
  const path = reading.calendar.providerCalendarId;
  const fetch = async (from: number): Promise<{ batch: readonly ListedObject[]; fetched: FetchedObject[] }> => {
    const batch = wanted.slice(from, from + batchSize);
    const ids = batch.map(({ id }) => id);
    const fetched = await fetchObjects(session, path, ids);
    const found = new Set(fetched.map(({ id }) => id));
    for (const id of ids) {
      if (found.has(id) || cursor?.missing[id] === undefined) continue;
      const single = await fetchObject(session, path, id);
      if (single !== null) fetched.push(single);
    }
    return { batch, fetched };
  };
  let ahead = wanted.length > 0 ? fetch(0) : null;
  for (let from = 0; ahead !== null; from += batchSize) {
    const { batch, fetched } = await ahead;
    ahead = from + batchSize < wanted.length ? fetch(from + batchSize) : null;
    // Whoever stops reading must not leave a failure behind that nobody hears.
    ahead?.catch(() => undefined);
    const etags = new Map(batch.map(({ id, etag }) => [id, etag]));
    const complete = fetched.map((object) => ({ ...object, etag: object.etag ?? etags.get(object.id) ?? null }));
    const read = new Map((await readObjects(expander, reading, complete)).map((object) => [object.id, object]));
    const seen = new Map(complete.map(({ id, etag }) => [id, etag]));
    for (const listed of batch) {
      yield { listed, object: read.get(listed.id) ?? null, etag: seen.get(listed.id) ?? null };
    }
  }
}

const notHandedOut: DavCursor['problems'][string] = {
  code: 'unreadable',
  message: 'The server lists an event that it does not hand out.',
  severity: 'error',
};

/** Names the problem of an object, or that it has none any more, and keeps count. */
function setProblem(next: DavCursor, id: string, wasError: boolean, problem: ReadObject['problem']): void {
  // Most have none, and deleting from an object costs even then.
  if (next.problems[id] !== undefined) delete next.problems[id];
  if (problem !== null) next.problems[id] = problem;
  next.errors += Number(problem?.severity === 'error') - Number(wasError);
}
