import type { ChangePage, ObjectNote, ObjectNotes } from '../../calendar/provider.ts';
import type { Expander } from '../expander.ts';
import { readState } from './calendars.ts';
import {
  boundProblems,
  type DavCursor,
  isBelieved,
  isBroken,
  isCurrent,
  isGivenUp,
  isNotedEtag,
  isSameEtag,
  isSameState,
  readCursor,
  writeCursor,
  writeGivenUp,
  writePassing,
} from './cursor.ts';
import { fingerprintOf, type Reading, type ReadObject, readObjects } from './objects.ts';
import { createPager, lastPage, type Pager } from './pages.ts';
import { type FetchedObject, fetchObject, fetchObjects, isObjectGone, type ListedObject } from './reports.ts';
import type { DavSession } from './transport.ts';
import { isWaitedFor, keepTold, maxDoubtful, pauseOf, planSecondLook, type RunOutcome, tokenOf } from './waiting.ts';
import { findWork, type Work } from './work.ts';

const batchSize = 50;

/** What a reading of a calendar works with. */
export interface SyncParts {
  session: DavSession;
  /** Paths of the collections that list the account's calendars. */
  homes: readonly string[];
  expander: Expander;
  reading: Reading;
  notes: ObjectNotes;
  now: () => number;
}

/** Reads what changed in a calendar: `listChanges` of the port. */
export async function* syncCalendar(parts: SyncParts, cursorText: string | null): AsyncGenerator<ChangePage> {
  const { session, reading } = parts;
  const state = await readState(session, reading.calendar.providerCalendarId, parts.homes);
  const first = readCursor(cursorText);
  if (first !== null && isCurrent(first, state, reading.view, reading.window)) {
    yield lastPage(first, cursorText ?? '', false);
    return;
  }
  let cursor = first;
  const named = new Set<string>();
  const run = { hasMoved: first === null || !isSameState(first.seen, state), hasNews: false, isTokenLost: false };
  for (let page = 0; ; page += 1) {
    const work = await findWork(parts, cursor, state.token);
    const touched = [...work.wanted.map(({ id }) => id), ...work.gone, ...work.absent];
    if (cursor !== null && page > 0 && (work.token === cursor.token || touched.some((id) => named.has(id)))) {
      // A run names each object once; the next one goes on from here. The same for a server that does not go on.
      yield lastPage(cursor, writeCursor(cursor), false);
      return;
    }
    for (const id of touched) named.add(id);
    run.hasNews ||= work.hasNews;
    run.isTokenLost ||= work.isTokenLost;
    const next: DavCursor = {
      seen: state,
      token: work.token,
      view: reading.view,
      until: reading.window.until.getTime(),
      missing: {},
      problems: { ...cursor?.problems },
      errors: work.errors,
      told: keepTold(cursor, work),
    };
    const pager = createPager(work.isFull);
    for (const id of work.doubtful) if (!named.has(id)) isWaitedFor(next, cursor, id, parts.now());
    const { gone, notes } = yield* takeObjects(parts, work, cursor, next, pager);
    // What is told to be gone and was never read is none: servers that count seconds tell it again at each look.
    run.hasNews ||= gone.length > work.gone.length;
    for (const id of new Set([...gone, ...work.absent, ...work.vanished])) {
      setProblem(next, id, isBroken(work.known.get(id)), null);
    }
    next.problems = boundProblems(next.problems);
    const removed = {
      gone,
      absent: work.absent,
      notes: [...notes, ...[...gone, ...work.absent].map((objectId) => ({ objectId, note: null }))],
    };
    const isOver = !work.isPartial || Object.keys(next.missing).length > 0;
    // What is still to come must not look as if it had been read.
    if (work.isPartial) next.seen = first?.seen ?? { ctag: null, token: null };
    if (!isOver) {
      yield pager.checkpoint(writeCursor(next), removed);
      cursor = next;
      continue;
    }
    settleCursor(next, { cursor, first, work, run, now: parts.now() });
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

/** Where the next run begins: behind this one, or where it began if something is waited for; and whether it has to be soon. */
function settleCursor(
  next: DavCursor,
  {
    cursor,
    first,
    work,
    run,
    now,
  }: {
    cursor: DavCursor | null;
    first: DavCursor | null;
    work: Work;
    run: RunOutcome;
    now: number;
  },
): void {
  const again = planSecondLook(first, run, now);
  if (again !== undefined) next.again = again;
  if (Object.keys(next.missing).length > 0) {
    // Held: the next run meets the missing ones again.
    const held = cursor === null || run.isTokenLost ? null : tokenOf(cursor);
    Object.assign(next, { token: held, seen: cursor?.seen ?? next.seen });
    if (next.again !== undefined) next.again = { ...next.again, from: held };
    if (work.isCompared) next.until = cursor?.until ?? 0;
    return;
  }
  // A look from an earlier token repeats what a comparison found, whatever that was.
  if (again !== undefined && work.isCompared) next.told = null;
  if (again === undefined && next.told === null) next.told = [];
}

/** Reads what is wanted onto pages. What proves to be gone, and the notes of what is not handed out, are given back. */
async function* takeObjects(
  parts: SyncParts,
  work: Work,
  cursor: DavCursor | null,
  next: DavCursor,
  pager: Pager,
): AsyncGenerator<ChangePage, { gone: string[]; notes: ObjectNote[] }> {
  const notes: ObjectNote[] = [];
  const gone = [...work.gone];
  let misfits = 0;
  for await (const { object, listed, etag } of readAll(parts, work.wanted, cursor)) {
    const note = work.known.get(listed.id);
    if (object !== null) {
      const isOther = !isSameEtag(listed.etag, etag);
      // What was read before is old for certain; another state may be just as new, and counts meanwhile.
      const isOld = isOther && isNotedEtag(note, etag);
      if (isOther && !isOld) misfits += 1;
      const mayWait = isOther && !isBelieved(note, listed.etag) && (isOld || misfits <= maxDoubtful);
      if (mayWait && isWaitedFor(next, cursor, listed.id, parts.now())) {
        // An event of ours in an older state would look as if its owner had moved it.
        const isOurs = object.rows.some(({ ownKey }) => ownKey);
        if (!isOld && !isOurs) yield* pager.add({ ...object, note: writePassing(etag, note) });
        continue;
      }
      setProblem(next, object.id, isBroken(note), object.problem);
      yield* pager.add(isOther ? { ...object, note: writePassing(listed.etag, object.note ?? undefined) } : object);
      continue;
    }
    // Some servers tell a deletion by a property that they do not find.
    const path = parts.reading.calendar.providerCalendarId;
    if (!work.isCompared && listed.etag === null && (await isObjectGone(parts.session, path, listed.id))) {
      gone.push(listed.id);
      continue;
    }
    if (!isGivenUp(note, listed.etag) && isWaitedFor(next, cursor, listed.id, parts.now())) continue;
    setProblem(next, listed.id, isBroken(note), notHandedOut);
    notes.push({ objectId: listed.id, note: writeGivenUp(listed.etag) });
    pager.addUnknown({
      objectId: listed.id,
      fingerprint: fingerprintOf(listed.etag ?? ''),
      days: null,
      message: notHandedOut.message,
    });
  }
  return { gone, notes };
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
