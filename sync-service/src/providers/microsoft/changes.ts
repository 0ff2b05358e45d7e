import type { ChangePage, TimeWindow } from '../../calendar/provider.ts';
import { isInWindow } from '../in-window.ts';
import { createPager, type KnownProblem, type Pager } from '../pages.ts';
import { type GraphCursor, writeCursor } from './cursor.ts';
import type { ReadItem } from './events.ts';
import type { SeriesInWindow } from './series.ts';

/** What a run found, before anything of it is written. */
export interface Found {
  /** Events that do not repeat, occurrences that a longer window came to cover, and problems. */
  items: Map<string, ReadItem>;
  series: SeriesInWindow;
  gone: Set<string>;
  link: string;
  /** Of the round's rows. */
  versions: Map<string, string>;
  /** Whether nothing was told and nothing newly covered. */
  isQuiet: boolean;
}

/** Hands on what a run found. */
export function* writeChanges(window: TimeWindow, cursor: GraphCursor, found: Found): Generator<ChangePage> {
  const pager = createPager(false);
  if (found.isQuiet) {
    // The link is another one each time, and Graph remembers the last few only.
    yield pager.end(writeCursor({ ...cursor, link: found.link }), new Map(), {});
    return;
  }
  const problems = new Map(Object.entries(cursor.problems));
  const named = new Set<string>();
  for (const item of found.items.values()) yield* applyItem(pager, problems, named, window, item);
  const gone = new Set(found.gone);
  for (const [seriesId, listed] of found.series) {
    gone.delete(seriesId);
    if (listed === null) gone.add(seriesId);
    else yield* applySeries(pager, problems, named, window, seriesId, listed);
  }
  // An occurrence that its series has after all is not gone.
  const deleted = [...gone].filter((id) => !named.has(id));
  for (const id of deleted) {
    // The event itself; if it is a series, its occurrences are deleted with it.
    yield* pager.add({ kind: 'delete', providerEventId: id });
    yield* forget(pager, problems, named, id);
    problems.delete(id);
  }
  const next = { ...cursor, link: found.link, from: window.from.getTime(), until: window.until.getTime() };
  yield pager.end(writeCursor({ ...next, problems: lasting(problems) }), problems, { deleted });
}

function* applyItem(
  pager: Pager,
  problems: Map<string, KnownProblem>,
  named: Set<string>,
  window: TimeWindow,
  item: ReadItem,
): Generator<ChangePage> {
  if (item.kind === 'problem') problems.set(item.id ?? '', item.problem);
  if (item.kind !== 'event') return;
  problems.delete(item.id);
  named.add(item.id);
  const isThere = isInWindow(item.event, window);
  yield* pager.add(isThere ? item.event : { kind: 'delete', providerEventId: item.id });
  // An event that was a series before has no occurrences any more.
  if (item.seriesId === null) yield* pager.listedFully(item.id);
}

/** Replaces a series as a whole; if a part of it cannot be read, its known rows stay. */
function* applySeries(
  pager: Pager,
  problems: Map<string, KnownProblem>,
  named: Set<string>,
  window: TimeWindow,
  seriesId: string,
  listed: readonly ReadItem[],
): Generator<ChangePage> {
  const unreadable = listed.flatMap((item) => (item.kind === 'problem' ? [item] : []));
  for (const item of listed) {
    if (item.kind !== 'event' || !isInWindow(item.event, window)) continue;
    named.add(item.id);
    yield* pager.add(item.event);
  }
  for (const { id } of unreadable) named.add(id ?? '');
  yield* forget(pager, problems, named, seriesId);
  for (const { id, problem } of unreadable) problems.set(id ?? '', { ...problem, seriesId });
  if (unreadable.length === 0) yield* pager.listedFully(seriesId);
}

/** Names what could not be read of a series and is no longer there once, so that nobody waits for it. */
function* forget(
  pager: Pager,
  problems: Map<string, KnownProblem>,
  named: ReadonlySet<string>,
  seriesId: string,
): Generator<ChangePage> {
  for (const [id, problem] of [...problems]) {
    if (problem.seriesId !== seriesId) continue;
    problems.delete(id);
    if (id !== '' && !named.has(id)) yield* pager.add({ kind: 'delete', providerEventId: id });
  }
}

/** A problem without an id cannot be found again: it is reported once. */
export function lasting(problems: ReadonlyMap<string, KnownProblem>): Record<string, KnownProblem> {
  return Object.fromEntries([...problems].filter(([id]) => id !== ''));
}

/** Adds to each page the versions of the events that it names, by which notices of them are over. */
export function* withVersions(
  pages: Iterable<ChangePage>,
  versions: ReadonlyMap<string, string>,
): Generator<ChangePage> {
  for (const page of pages) {
    const ids = page.changes.flatMap((change) =>
      change.kind === 'upsert' && change.seriesId !== null
        ? [change.providerEventId, change.seriesId]
        : [change.providerEventId],
    );
    const named = new Set([...ids, ...(page.fullyListed ?? []), ...(page.deleted ?? [])]);
    const known = [...named].flatMap((id): [string, string][] => {
      const version = versions.get(id);
      return version ? [[id, version]] : [];
    });
    yield known.length === 0 ? page : { ...page, versions: Object.fromEntries(known) };
  }
}
