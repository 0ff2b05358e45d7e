import type { ChangePage } from '../../calendar/provider.ts';
import { isInWindow } from '../in-window.ts';
import { field } from '../json.ts';
import type { KnownProblem } from '../pages.ts';
import { interrupted, malformedResponse } from './errors.ts';
import { listWindow, type Run } from './event-lists.ts';
import { type ReadItem, readItem } from './events.ts';
import { listPages } from './listing.ts';

/** With more series than this, listing the whole window is cheaper. */
const maxAskedSingly = 20;

/** The state of a series; `unknown`: this account may see single occurrences, but not the series. */
type SeriesState = 'read' | 'gone' | 'unknown';

/**
 * Reads the current occurrences of changed series. A token's changes are not enough: for a deleted series they name
 * only some.
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
  // This run has named them, so only an explicit deletion may remove them.
  for (const [id, seriesId] of run.ahead) {
    if (touched.has(seriesId)) yield* run.pager.add({ kind: 'delete', providerEventId: id });
  }
  return deleted;
}

/** Reads one series by its own listing. */
async function* readSeries(run: Run, seriesId: string): AsyncGenerator<ChangePage, SeriesState, void> {
  const { session, calendar, window } = run;
  const pages = listPages('calendar#events', async (pageToken) => {
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
    // On a later page this means that the listing broke off.
    if (pageToken !== null) throw interrupted();
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

/** Finds out whether a series without occurrences exists, was deleted, or is invisible to this account. */
async function askForMaster({ session, calendar }: Run, seriesId: string): Promise<SeriesState> {
  const { status, data } = await session.call({ expected: [400, 403, 404, 410] }, (api, options) =>
    api.events.get({ calendarId: calendar.providerCalendarId, eventId: seriesId }, options),
  );
  if (status === 410) return 'gone';
  if (status >= 400) return 'unknown';
  if (field(data, 'id') !== seriesId) throw malformedResponse();
  return field(data, 'status') === 'cancelled' ? 'gone' : 'read';
}

/** Reads series that cannot be listed: their occurrences in the window are all there is. */
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

/** @returns whether it is in the window and was named by this run. */
function* addOccurrence({ pager, window, ahead }: Run, item: ReadItem): Generator<ChangePage, boolean> {
  const isThere = item.kind === 'event' && isInWindow(item.event, window);
  if (isThere || item.kind === 'problem') ahead.delete(item.id ?? '');
  if (isThere) yield* pager.add(item.event);
  return isThere;
}

/** Finishes a series; if a part cannot be read, its known rows stay. */
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

/** Names unreadable occurrences that no longer exist once, so that nobody waits for them. */
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
