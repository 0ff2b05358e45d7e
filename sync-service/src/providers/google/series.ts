import type { ChangePage } from '../../calendar/provider.ts';
import { field } from '../json.ts';
import type { KnownProblem } from './cursor.ts';
import { errorOfResponse, malformedResponse } from './errors.ts';
import { listWindow, type Run } from './event-lists.ts';
import { isInWindow, type ReadItem, readItem } from './events.ts';
import { readPages } from './listing.ts';

/** More series than this are cheaper found in a listing of the whole window. */
const maxAskedSingly = 20;

/** What asking for a series came to; `unknown`: this account can't see it as a whole, perhaps only some occurrences. */
type SeriesState = 'read' | 'gone' | 'unknown';

/**
 * Reads the occurrences of series as they are now, instead of what a token says of them: of a deleted series it names
 * some only.
 * @returns the series that Google says were deleted.
 */
export async function* reconcileSeries(
  run: Run,
  touched: ReadonlySet<string>,
): AsyncGenerator<ChangePage, string[], void> {
  const deleted: string[] = [];
  const unknown = new Set<string>();
  for (const seriesId of touched) {
    if (touched.size > maxAskedSingly) {
      unknown.add(seriesId);
      continue;
    }
    const state = yield* readSeries(run, seriesId);
    if (state === 'gone') deleted.push(seriesId);
    if (state === 'unknown') unknown.add(seriesId);
  }
  if (unknown.size > 0) yield* readFromWindow(run, unknown);
  // This run has named them, so that nothing but a word of their own takes them away.
  for (const [id, seriesId] of run.ahead) {
    if (touched.has(seriesId)) yield* run.pager.add({ kind: 'delete', providerEventId: id });
  }
  return deleted;
}

/** One series, by its own listing. */
async function* readSeries(run: Run, seriesId: string): AsyncGenerator<ChangePage, SeriesState, void> {
  const { session, calendar, window } = run;
  const pages = readPages('calendar#events', async (pageToken) => {
    const response = await session.call({ expected: [400, 403, 404, 410] }, (api, options) =>
      api.events.instances(
        {
          calendarId: calendar.providerCalendarId,
          eventId: seriesId,
          timeMin: window.from.toISOString(),
          timeMax: window.until.toISOString(),
          maxResults: 2500,
          ...(pageToken === null ? {} : { pageToken }),
        },
        options,
      ),
    );
    if (response.status < 400) return response;
    // In the middle of the pages it is a listing that broke off.
    if (pageToken !== null) throw errorOfResponse({ ...response, status: 410 }, false);
    return { ...response, data: { kind: 'calendar#events', items: [] } };
  });
  let isEmpty = true;
  const named = new Set<string>();
  const unreadable = new Map<string, KnownProblem>();
  for await (const page of pages) {
    for (const item of page.items.map((each) => readItem(each, calendar.policy))) {
      if (item.kind === 'problem') unreadable.set(item.id ?? '', item.problem);
      if (item.kind !== 'gone') isEmpty = false;
      if (yield* addOccurrence(run, item)) named.add(item.id ?? '');
    }
  }
  if (isEmpty) {
    const state = await askForMaster(run, seriesId);
    if (state === 'unknown') return state;
    if (state === 'gone') {
      yield* forgetProblems(run, seriesId, named, unreadable);
      return state;
    }
  }
  yield* finishSeries(run, seriesId, named, unreadable);
  return 'read';
}

/** Whether a series without occurrences is there, deleted, or not to be seen by this account. */
async function askForMaster({ session, calendar }: Run, seriesId: string): Promise<SeriesState> {
  const { status, data } = await session.call({ expected: [400, 403, 404, 410] }, (api, options) =>
    api.events.get({ calendarId: calendar.providerCalendarId, eventId: seriesId }, options),
  );
  if (status === 410) return 'gone';
  if (status >= 400) return 'unknown';
  if (field(data, 'id') !== seriesId) throw malformedResponse();
  return field(data, 'status') === 'cancelled' ? 'gone' : 'read';
}

/** Series that can't be asked for: what the window has of them is all there is. */
async function* readFromWindow(run: Run, wanted: ReadonlySet<string>): AsyncGenerator<ChangePage> {
  const unreadable = new Map([...wanted].map((seriesId) => [seriesId, new Map<string, KnownProblem>()]));
  const named = new Set<string>();
  for await (const page of listWindow(run, run.window)) {
    for (const item of page.items) {
      const problems = unreadable.get(item.seriesId ?? '');
      if (problems === undefined) continue;
      if (item.kind === 'problem') problems.set(item.id ?? '', item.problem);
      if (yield* addOccurrence(run, item)) named.add(item.id ?? '');
    }
  }
  for (const [seriesId, problems] of unreadable) yield* finishSeries(run, seriesId, named, problems);
}

/** @returns whether it is in the window, and named by this run now. */
function* addOccurrence({ pager, window, ahead }: Run, item: ReadItem): Generator<ChangePage, boolean> {
  const isThere = item.kind === 'event' && isInWindow(item.event, window);
  if (isThere || item.kind === 'problem') ahead.delete(item.id ?? '');
  if (isThere) yield* pager.add(item.event);
  return isThere;
}

/** Ends a series; where not all of it can be read, what was known of it stays. */
function* finishSeries(
  run: Run,
  seriesId: string,
  named: ReadonlySet<string>,
  unreadable: ReadonlyMap<string, KnownProblem>,
): Generator<ChangePage> {
  yield* forgetProblems(run, seriesId, named, unreadable);
  for (const [id, problem] of unreadable) run.problems.set(id, { ...problem, seriesId });
  if (unreadable.size === 0) yield* run.pager.listedFully(seriesId);
}

/** Occurrences that could not be read and are not there any more are named once, so that nobody waits for them. */
function* forgetProblems(
  { problems, pager }: Run,
  seriesId: string,
  named: ReadonlySet<string>,
  unreadable: ReadonlyMap<string, KnownProblem>,
): Generator<ChangePage> {
  const forgotten = [...problems].filter(([, problem]) => problem.seriesId === seriesId).map(([id]) => id);
  for (const id of forgotten) {
    problems.delete(id);
    const isNamed = id === '' || named.has(id) || unreadable.has(id);
    if (!isNamed) yield* pager.add({ kind: 'delete', providerEventId: id });
  }
}
