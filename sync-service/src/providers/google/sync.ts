import type { ChangePage } from '../../calendar/provider.ts';
import { ProviderError } from '../../calendar/provider-error.ts';
import { isInWindow } from '../in-window.ts';
import { createPager } from '../pages.ts';
import { type GoogleCursor, hashView, readCursor, uncovered, writeCursor } from './cursor.ts';
import { type CalendarPull, listSince, listWindow, type Run, TokenLostError } from './event-lists.ts';
import type { ReadItem } from './events.ts';
import { reconcileSeries } from './series.ts';

/** Pulls a calendar: `listChanges` of the adapter. */
export async function* syncCalendar(pull: CalendarPull, cursorText: string | null): AsyncGenerator<ChangePage> {
  const cursor = readCursor(cursorText);
  const view = hashView(pull.calendar);
  if (cursor !== null && cursor.view === view && uncovered(cursor, pull.window) !== 'everything') {
    const problems = new Map(Object.entries(cursor.problems));
    const run: Run = { ...pull, pager: createPager(false), problems, ahead: new Map(), properties: {} };
    try {
      yield* readDelta(run, cursor, cursorText ?? '');
      return;
    } catch (error) {
      if (!(error instanceof TokenLostError)) throw error;
      const { hasYielded } = run.pager;
      // Stored first: whatever happens to the listing that follows, Google never gets this token again.
      const forgotten = writeCursor({ ...cursor, syncToken: '' });
      yield { ...createPager(!hasYielded).end(forgotten, new Map(), {}), isLast: false };
      // One run cannot be both; the next one begins without the token.
      if (hasYielded) {
        throw new ProviderError('http_status', 'Google interrupted the listing. We will start it again.', {
          retryable: true,
        });
      }
    }
  }
  const run = { ...pull, pager: createPager(true), problems: new Map(), ahead: new Map(), properties: {} };
  yield* readAll(run, view);
}

/** Reads everything in the window. */
async function* readAll(run: Run, view: string): AsyncGenerator<ChangePage> {
  let syncToken: string | null = null;
  for await (const page of listWindow(run, run.window)) {
    for (const item of page.items) {
      if (item.kind === 'event') yield* run.pager.add(item.event);
      else if (item.kind === 'problem') run.problems.set(item.id ?? '', item.problem);
    }
    syncToken = page.syncToken;
    run.properties = page.properties;
  }
  const { properties } = run;
  yield run.pager.end(writeCursor(cursorOf(run, syncToken, view)), run.problems, { properties });
}

/** Reads the changes since the token, and what the window newly covers. */
async function* readDelta(run: Run, cursor: GoogleCursor, cursorText: string): AsyncGenerator<ChangePage> {
  const { window, pager, problems } = run;
  // Before the token is used: changes in between come with the token and are newer.
  const isAhead = uncovered(cursor, window) === 'tail';
  if (isAhead) {
    for await (const page of listWindow(run, { from: new Date(cursor.until), until: window.until })) {
      for (const item of page.items) {
        if (item.kind === 'event' && item.seriesId !== null) run.ahead.set(item.id, item.seriesId);
        yield* applyItem(run, item, false);
      }
    }
  }

  const touched = new Set<string>();
  let syncToken: string | null = null;
  let isQuiet = !isAhead;
  for await (const page of listSince(run, cursor.syncToken)) {
    for (const item of page.items) {
      isQuiet = false;
      // A changed series comes with hundreds of occurrences, decades ahead and still incomplete: it is read separately.
      if (item.seriesId !== null) touched.add(item.seriesId);
      else yield* applyItem(run, item, true);
    }
    syncToken = page.syncToken;
    run.properties = page.properties;
  }
  const deleted = yield* reconcileSeries(run, touched);

  // An older token gives the same result, so an unchanged calendar needs no write; the token is replaced once a day.
  const isStill = isQuiet && window.from.getTime() === cursor.from;
  yield pager.end(isStill ? cursorText : writeCursor(cursorOf(run, syncToken, cursor.view)), problems, {
    deleted,
    properties: run.properties,
  });
}

/** @param isAll Whether the item describes its event completely, so that rows of a former series are deleted. */
function* applyItem({ pager, problems, window }: Run, item: ReadItem, isAll: boolean): Generator<ChangePage> {
  if (item.kind === 'problem') {
    problems.set(item.id ?? '', item.problem);
    return;
  }
  problems.delete(item.id);
  const isThere = item.kind === 'event' && isInWindow(item.event, window);
  yield* pager.add(isThere ? item.event : { kind: 'delete', providerEventId: item.id });
  if (isAll) yield* pager.listedFully(item.id);
}

function cursorOf({ window, problems }: Run, syncToken: string | null, view: string): GoogleCursor {
  return {
    syncToken: syncToken ?? '',
    from: window.from.getTime(),
    until: window.until.getTime(),
    view,
    // A problem without an id cannot be found again: it is reported once.
    problems: Object.fromEntries([...problems].filter(([id]) => id !== '')),
  };
}
