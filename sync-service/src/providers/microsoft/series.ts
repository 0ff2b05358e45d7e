import type { CalendarToRead, TimeWindow } from '../../calendar/provider.ts';
import { listedFields, type ReadItem, readEvent } from './events.ts';
import { calendarPath, eventPath, listAll, listPageSize, readPage, spanOf } from './lists.ts';
import type { GraphSession } from './session.ts';

export interface CalendarPull {
  session: GraphSession;
  calendar: CalendarToRead;
  window: TimeWindow;
}

/** With more series than this, listing the whole window is cheaper. */
const maxAskedSingly = 20;
const listParameters = `$top=${listPageSize}&$select=${listedFields}`;

/** Lists the events of a span, series as their occurrences, without the change feed. */
export async function* listView({ session, calendar }: CalendarPull, span: TimeWindow): AsyncGenerator<ReadItem> {
  const path = `${calendarPath(calendar.providerCalendarId)}/calendarView?${spanOf(span)}&${listParameters}`;
  for await (const { items } of listAll(session, { path })) {
    for (const item of items) yield readEvent(item, calendar.policy);
  }
}

/** What the window has of each series now; null: the series was deleted. */
export type SeriesInWindow = Map<string, ReadItem[] | null>;

/**
 * Reads the occurrences of series that changed.
 * @param doubtful Those of them whose events may be in another calendar by now: only the calendar's own list shows that.
 */
export async function readSeries(
  pull: CalendarPull,
  touched: ReadonlySet<string>,
  doubtful: ReadonlySet<string>,
): Promise<SeriesInWindow> {
  const found: SeriesInWindow = new Map();
  const fromView = new Set(touched.size > maxAskedSingly ? touched : doubtful);
  for (const seriesId of touched) {
    const items = fromView.has(seriesId) ? 'unknown' : await listInstances(pull, seriesId);
    if (items === 'unknown') fromView.add(seriesId);
    else found.set(seriesId, items);
  }
  if (fromView.size === 0) return found;
  const listed = new Map([...fromView].map((seriesId): [string, ReadItem[]] => [seriesId, []]));
  for await (const item of listView(pull, pull.window)) {
    if ('seriesId' in item) listed.get(item.seriesId ?? '')?.push(item);
  }
  return new Map([...found, ...listed]);
}

/** @returns null if the series is gone, `unknown` if Graph does not list it as one. */
async function listInstances(
  { session, calendar, window }: CalendarPull,
  seriesId: string,
): Promise<ReadItem[] | null | 'unknown'> {
  const path = `${eventPath(seriesId)}/instances?${spanOf(window)}&${listParameters}`;
  const first = await session.call({ path, expected: [400, 404] });
  if (first.status === 404) return null;
  if (first.status === 400) return 'unknown';
  const page = readPage(first);
  const rows = [...page.items];
  if (page.next !== null) {
    for await (const { items } of listAll(session, { path: page.next })) rows.push(...items);
  }
  return rows.map((row) => readEvent(row, calendar.policy));
}
