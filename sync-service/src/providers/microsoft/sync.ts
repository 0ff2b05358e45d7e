import type { ChangePage, TimeWindow } from '../../calendar/provider.ts';
import { ProviderError } from '../../calendar/provider-error.ts';
import { isInWindow } from '../in-window.ts';
import { createPager, type KnownProblem } from '../pages.ts';
import { type Found, lasting, withVersions, writeChanges } from './changes.ts';
import { addLoss, type GraphCursor, hashView, readCursor, spanAround, uncovered, writeCursor } from './cursor.ts';
import { type Round, readRound, StateLostError } from './delta.ts';
import type { ReadItem } from './events.ts';
import { calendarPath, listPageSize, spanOf } from './lists.ts';
import { type CalendarPull, listView, readSeries } from './series.ts';

export interface GraphPull extends CalendarPull {
  now: Date;
  /** Called when Graph keeps losing the state of a calendar: for the operator. */
  onRepeatedLoss: (timesToday: number) => void;
}

const lossesToReport = 3;

/** Pulls a calendar: `listChanges` of the adapter. A round is read to its end before the first page is handed on. */
export async function* syncCalendar(pull: GraphPull, cursorText: string | null): AsyncGenerator<ChangePage> {
  const cursor = readCursor(cursorText);
  const view = hashView(pull.calendar);
  let losses = cursor?.losses ?? [];
  if (cursor !== null && cursor.view === view && uncovered(cursor, pull.window) !== 'everything') {
    try {
      const found = await findChanges(pull, cursor);
      yield* withVersions(writeChanges(pull.window, cursor, found), found.versions);
      return;
    } catch (error) {
      if (!(error instanceof StateLostError)) throw error;
      losses = noteLoss(pull, losses);
      yield lostPage(cursor, losses);
    }
  }
  const blank: GraphCursor = {
    link: '',
    from: pull.window.from.getTime(),
    until: pull.window.until.getTime(),
    linkUntil: spanAround(pull.window).until.getTime(),
    view,
    problems: {},
    losses,
  };
  try {
    yield* readAll(pull, blank);
  } catch (error) {
    if (!(error instanceof StateLostError)) throw error;
    // Once in a run: the next one comes after a pause.
    yield lostPage(blank, noteLoss(pull, losses));
    throw new ProviderError('http_status', 'Microsoft interrupted the listing. We will start it again.', {
      retryable: true,
      status: 410,
    });
  }
}

/** Stored first: whatever happens to the listing that follows, Graph never gets this link again. */
function lostPage(cursor: GraphCursor, losses: number[]): ChangePage {
  return { ...createPager(true).end(writeCursor({ ...cursor, link: '', losses }), new Map(), {}), isLast: false };
}

function noteLoss({ now, onRepeatedLoss }: GraphPull, losses: readonly number[]): number[] {
  const all = addLoss(losses, now);
  if (all.length >= lossesToReport) onRepeatedLoss(all.length);
  return all;
}

/** Reads everything in the window, and begins a new link. */
async function* readAll(pull: GraphPull, blank: GraphCursor): AsyncGenerator<ChangePage> {
  const { calendar, window, session } = pull;
  const path = `${calendarPath(calendar.providerCalendarId)}/calendarView/delta?${spanOf(spanAround(window))}`;
  const round = await readRound(session, path, calendar.policy);
  const { items, touched, doubtful } = sortRows(round);
  if (touched.size > Math.ceil(round.rows.size / listPageSize)) {
    // The feed has the texts, which the list leaves out; of series the list knows all.
    for await (const item of listView(pull, window)) {
      if (item.kind !== 'touched' && items.get(item.id ?? '')?.kind !== 'event') put(items, item);
    }
  } else {
    for (const listed of (await readSeries(pull, touched, doubtful)).values()) {
      for (const item of listed ?? []) put(items, item);
    }
  }

  yield* withVersions(writeAll(window, { ...blank, link: round.link }, items), round.versions);
}

function* writeAll(window: TimeWindow, cursor: GraphCursor, items: Map<string, ReadItem>): Generator<ChangePage> {
  const pager = createPager(true);
  const problems = new Map<string, KnownProblem>();
  for (const item of items.values()) {
    if (item.kind === 'problem') problems.set(item.id ?? '', item.problem);
    else if (item.kind === 'event' && isInWindow(item.event, window)) yield* pager.add(item.event);
  }
  yield pager.end(writeCursor({ ...cursor, problems: lasting(problems) }), problems, {});
}

/** Reads the changes since the link, and what the window newly covers. Writes nothing yet. */
async function findChanges(pull: GraphPull, cursor: GraphCursor): Promise<Found> {
  const { session, window, calendar } = pull;
  const ahead = new Map<string, ReadItem>();
  const isAhead = uncovered(cursor, window) === 'tail';
  if (isAhead) {
    // Before the link is used: changes in between come with the link and are newer.
    for await (const item of listView(pull, { from: new Date(cursor.until), until: window.until })) {
      if (item.kind !== 'touched') put(ahead, item);
    }
  }
  const round = await readRound(session, cursor.link, calendar.policy);
  const { items, touched, gone, doubtful } = sortRows(round);
  const series = await readSeries(pull, touched, doubtful);
  for (const [key, item] of ahead) {
    const names = [key, ...('seriesId' in item && item.seriesId !== null ? [item.seriesId] : [])];
    const isNewer = names.some((name) => items.has(name) || gone.has(name) || touched.has(name));
    if (!isNewer) items.set(key, item);
  }
  const isQuiet = round.rows.size === 0 && !isAhead;
  return { items, series, gone, link: round.link, versions: round.versions, isQuiet };
}

/** Separates what a round says by itself from what has to be read. */
function sortRows({ rows }: Round): {
  items: Map<string, ReadItem>;
  touched: Set<string>;
  gone: Set<string>;
  /** Series that are said to be touched and gone. */
  doubtful: Set<string>;
} {
  const items = new Map<string, ReadItem>();
  const touched = new Set<string>();
  const gone = new Set<string>();
  for (const [key, item] of rows) {
    if (item.kind === 'touched') touched.add(item.seriesId);
    else if (item.kind === 'gone') gone.add(item.id);
    else items.set(key, item);
  }
  return { items, touched, gone, doubtful: new Set([...touched].filter((seriesId) => gone.has(seriesId))) };
}

function put(items: Map<string, ReadItem>, item: ReadItem): void {
  items.set(item.id ?? `no-id-${items.size}`, item);
}
