import type { ChangePage, ObjectState, ObjectStates } from '../../calendar/provider.ts';
import type { Expander } from '../expander.ts';
import { readState } from './calendars.ts';
import {
  boundProblems,
  type DavCursor,
  isBelieved,
  isBroken,
  isCurrent,
  isGivenUp,
  isKnownEtag,
  isSameEtag,
  isSameState,
  readCursor,
  writeCursor,
  writeGivenUp,
  writePassing,
} from './cursor.ts';
import { type CalendarPull, fingerprintOf, type ReadObject, readObjects } from './objects.ts';
import { createPager, lastPage, type Pager } from './pages.ts';
import { type FetchedObject, fetchObject, fetchObjects, isObjectGone, type ListedObject } from './reports.ts';
import type { DavSession } from './transport.ts';
import {
  isWaitedFor,
  keepReported,
  maxDoubtful,
  pauseOf,
  planSecondPull,
  type RunOutcome,
  tokenOf,
} from './waiting.ts';
import { findWork, type Work } from './work.ts';

const batchSize = 50;

export interface SyncParts {
  session: DavSession;
  /** Paths of the collections that list the account's calendars. */
  homes: readonly string[];
  expander: Expander;
  pull: CalendarPull;
  objectStates: ObjectStates;
  now: () => number;
}

/** Pulls a calendar: `listChanges` of the adapter. */
export async function* syncCalendar(parts: SyncParts, cursorText: string | null): AsyncGenerator<ChangePage> {
  const { session, pull } = parts;
  const state = await readState(session, pull.calendar.providerCalendarId, parts.homes);
  const first = readCursor(cursorText);
  if (first !== null && isCurrent(first, state, pull.view, pull.window)) {
    yield lastPage(first, cursorText ?? '', false);
    return;
  }
  let cursor = first;
  const named = new Set<string>();
  const run = { hasMoved: first === null || !isSameState(first.seen, state), hasNews: false, isTokenLost: false };
  for (let page = 0; ; page += 1) {
    const work = await findWork(parts, cursor, state.token);
    const touched = [...work.wanted.map(({ id }) => id), ...work.deleted, ...work.missing];
    if (cursor !== null && page > 0 && (work.token === cursor.token || touched.some((id) => named.has(id)))) {
      // A run names each object once; the next one continues here, also for a server that does not continue.
      yield lastPage(cursor, writeCursor(cursor), false);
      return;
    }
    for (const id of touched) named.add(id);
    run.hasNews ||= work.hasNews;
    run.isTokenLost ||= work.isTokenLost;
    const next: DavCursor = {
      seen: state,
      token: work.token,
      view: pull.view,
      until: pull.window.until.getTime(),
      missing: {},
      problems: { ...cursor?.problems },
      errors: work.errors,
      reported: keepReported(cursor, work),
    };
    const pager = createPager(work.isFull);
    for (const id of work.doubtful) if (!named.has(id)) isWaitedFor(next, cursor, id, parts.now());
    const { deleted, objectStates: states } = yield* takeObjects(parts, work, cursor, next, pager);
    // Deleted objects that were never read are none: servers that count seconds repeat them in every pull.
    run.hasNews ||= deleted.length > work.deleted.length;
    for (const id of new Set([...deleted, ...work.missing, ...work.vanished])) {
      setProblem(next, id, isBroken(work.known.get(id)), null);
    }
    next.problems = boundProblems(next.problems);
    const removed = {
      deleted,
      missing: work.missing,
      objectStates: [...states, ...[...deleted, ...work.missing].map((objectId) => ({ objectId, state: null }))],
    };
    const isOver = !work.isPartial || Object.keys(next.missing).length > 0;
    // Changes that are still to come must not look as if they had been read.
    if (work.isPartial) next.seen = first?.seen ?? { ctag: null, token: null };
    if (!isOver) {
      yield pager.checkpoint(writeCursor(next), removed);
      cursor = next;
      continue;
    }
    settleCursor(next, cursor, first, work, run, parts.now());
    const text = writeCursor(next);
    const isSame = text === cursorText && touched.length === 0;
    const pause = pauseOf(next, parts.now());
    yield pager.end(next, isSame ? (cursorText ?? text) : text, {
      ...removed,
      ...(pause === undefined ? {} : { pullAgainAfterMs: pause }),
    });
    return;
  }
}

/**
 * Returns where the next run begins (after this one, or where it began if it waits for something), and whether it has
 * to be soon.
 */
function settleCursor(
  next: DavCursor,
  cursor: DavCursor | null,
  first: DavCursor | null,
  work: Work,
  run: RunOutcome,
  now: number,
): void {
  const again = planSecondPull(first, run, now);
  if (again !== undefined) next.again = again;
  if (Object.keys(next.missing).length > 0) {
    // Kept: the next run finds the missing objects again.
    const kept = cursor === null || run.isTokenLost ? null : tokenOf(cursor);
    Object.assign(next, { token: kept, seen: cursor?.seen ?? next.seen });
    if (next.again !== undefined) next.again = { ...next.again, from: kept };
    if (work.isCompared) next.until = cursor?.until ?? 0;
    return;
  }
  // A pull from an earlier token repeats what a comparison found.
  if (again !== undefined && work.isCompared) next.reported = null;
  if (again === undefined && next.reported === null) next.reported = [];
}

/**
 * Reads the wanted objects onto pages. Returns what proves to be deleted, and the object states of what is not
 * delivered.
 */
async function* takeObjects(
  parts: SyncParts,
  work: Work,
  cursor: DavCursor | null,
  next: DavCursor,
  pager: Pager,
): AsyncGenerator<ChangePage, { deleted: string[]; objectStates: ObjectState[] }> {
  const states: ObjectState[] = [];
  const deleted = [...work.deleted];
  let misfits = 0;
  for await (const { object, listed, etag } of readAll(parts, work.wanted, cursor)) {
    const objectState = work.known.get(listed.id);
    if (object !== null) {
      const isOther = !isSameEtag(listed.etag, etag);
      // The version that we read before is certainly old; another one may be just as new and counts for now.
      const isOld = isOther && isKnownEtag(objectState, etag);
      if (isOther && !isOld) misfits += 1;
      const mayWait = isOther && !isBelieved(objectState, listed.etag) && (isOld || misfits <= maxDoubtful);
      if (mayWait && isWaitedFor(next, cursor, listed.id, parts.now())) {
        // An older version of our event would look as if its owner had moved it.
        const isOurs = object.rows.some(({ ownKey }) => ownKey);
        if (!isOld && !isOurs) yield* pager.add({ ...object, state: writePassing(etag, objectState) });
        continue;
      }
      setProblem(next, object.id, isBroken(objectState), object.problem);
      yield* pager.add(isOther ? { ...object, state: writePassing(listed.etag, object.state ?? undefined) } : object);
      continue;
    }
    // Some servers report a deletion as a property that is not found.
    const path = parts.pull.calendar.providerCalendarId;
    if (!work.isCompared && listed.etag === null && (await isObjectGone(parts.session, path, listed.id))) {
      deleted.push(listed.id);
      continue;
    }
    if (!isGivenUp(objectState, listed.etag) && isWaitedFor(next, cursor, listed.id, parts.now())) continue;
    setProblem(next, listed.id, isBroken(objectState), notHandedOut);
    states.push({ objectId: listed.id, state: writeGivenUp(listed.etag) });
    pager.addUnknown({
      objectId: listed.id,
      fingerprint: fingerprintOf(listed.etag ?? ''),
      days: null,
      message: notHandedOut.message,
    });
  }
  return { deleted, objectStates: states };
}

/**
 * Fetches and expands in batches, and fetches the next batch while one is being processed. Null: the server did not
 * deliver it.
 */
async function* readAll(
  { session, expander, pull }: SyncParts,
  wanted: readonly ListedObject[],
  cursor: DavCursor | null,
): AsyncGenerator<{ listed: ListedObject; object: ReadObject | null; etag: string | null }> {
  const path = pull.calendar.providerCalendarId;
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
    // When the consumer stops, a pending failure must be handled.
    ahead?.catch(() => undefined);
    const etags = new Map(batch.map(({ id, etag }) => [id, etag]));
    const complete = fetched.map((object) => ({ ...object, etag: object.etag ?? etags.get(object.id) ?? null }));
    const read = new Map((await readObjects(expander, pull, complete)).map((object) => [object.id, object]));
    const seen = new Map(complete.map(({ id, etag }) => [id, etag]));
    for (const listed of batch) {
      yield { listed, object: read.get(listed.id) ?? null, etag: seen.get(listed.id) ?? null };
    }
  }
}

const notHandedOut: DavCursor['problems'][string] = {
  code: 'unreadable',
  message: 'The server lists an event but does not deliver it.',
  severity: 'error',
};

/** Stores or removes an object's problem and keeps count. */
function setProblem(next: DavCursor, id: string, wasError: boolean, problem: ReadObject['problem']): void {
  // Most have none, and deleting from an object costs even then.
  if (next.problems[id] !== undefined) delete next.problems[id];
  if (problem !== null) next.problems[id] = problem;
  next.errors += Number(problem?.severity === 'error') - Number(wasError);
}
