import { createHash, randomBytes } from 'node:crypto';
import type { Violations } from '../shared/violations.ts';
import { deltaRow, type Row, removedRow } from './event-view.ts';
import { type GraphError, graphErrors } from './graph-errors.ts';
import { lostState } from './lost-states.ts';
import type { Preferences } from './preferences.ts';
import { parseWindow } from './query-window.ts';
import type { SandboxCalendar, SandboxUser } from './state.ts';
import type { StoredEvent } from './stored-event.ts';
import { type Round, readToken, type SkipToken, type SyncState, type SyncStates, writeToken } from './sync-states.ts';
import { instancesOf, overlaps, spanOf, type Window } from './windows.ts';
import type { World } from './world.ts';

/** A request for a page of a delta. */
export interface DeltaRequest {
  user: SandboxUser;
  calendar: SandboxCalendar;
  prefer: Preferences;
  /** As it came, with its question mark. */
  search: string;
  /** Without its query: `https://graph.microsoft.com/v1.0/me/…/calendarView/delta`. */
  link: string;
}

const refusedOptions = ['$select', '$filter', '$expand', '$orderby', '$search'];
const defaultPageSize = 10;

/** The pages of `calendarView/delta`. */
export function createDelta(world: World, violations: Violations, states: SyncStates) {
  /** Links that were answered with an error: nobody sends them again. */
  const refused = new Set<string>();

  function refuse(text: string): GraphError {
    violations.add(`delta: ${text}`);
    return graphErrors.badRequest('Badly formed token.');
  }

  function lost(request: DeltaRequest, chain: string): Response {
    const sent = request.link + request.search;
    if (refused.has(sent)) violations.add('delta: a link sent again after it was refused');
    refused.add(sent);
    const fault = lostState(world.settings.lostState, states.generations(chain), request.link);
    if (fault instanceof Response) return fault;
    throw fault;
  }

  /** A page of a round, with the link to the next one or to the next round. */
  function page({ prefer, link, calendar }: DeltaRequest, round: Round, offset: number): Response {
    const size = prefer.maxPageSize ?? defaultPageSize;
    const rows: Row[] = [];
    let next = offset;
    // Empty at first, or as many as were asked for; a series stays together.
    for (; next < round.units.length; next += 1) {
      const unit = round.units[next] ?? [];
      if (offset < 0 || (rows.length > 0 && rows.length + unit.length > size)) break;
      rows.push(...unit);
    }
    const name = world.settings.encodedLinks ? '%24' : '$';
    const isLast = next >= round.units.length && offset >= 0;
    const token = isLast
      ? writeToken(states.follow(round.next))
      : writeToken({ round: round.id, offset: Math.max(0, next), calendarId: calendar.id });
    const body = {
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#Collection(event)',
      [isLast ? '@odata.deltaLink' : '@odata.nextLink']:
        `${link}?${name}${isLast ? 'deltatoken' : 'skiptoken'}=${token}`,
      value: rows,
    };
    const applied = [...(offset < 0 ? ['odata.track-changes'] : []), ...prefer.applied];
    if (prefer.maxPageSize !== null) applied.push(`odata.maxpagesize=${prefer.maxPageSize}`);
    return Response.json(body, { headers: applied.length > 0 ? { 'preference-applied': applied.join(', ') } : {} });
  }

  function first(request: DeltaRequest, params: URLSearchParams): Response {
    const { user, calendar, prefer } = request;
    const window = parseWindow(params);
    const chain = randomBytes(12).toString('base64url');
    const revision = visibleRevision(world, calendar);
    const next = { ...window, chain, calendarId: calendar.id, oid: user.oid, epoch: calendar.epoch, revision };
    const units = changedUnits(world, calendar, window, 0, revision, prefer);
    const round = states.begin({ units, next: { ...next, prefer: prefer.text } });
    return page(request, round, world.settings.emptyFirstPage ? -1 : 0);
  }

  function again(request: DeltaRequest, sent: string): Response {
    const { user, calendar, prefer } = request;
    const state = readToken<SyncState>(sent);
    if (!state?.chain) throw refuse('a link whose token was edited');
    if (state.calendarId !== calendar.id || state.oid !== user.oid)
      throw refuse('a token under the address of another calendar');
    if (state.epoch !== calendar.epoch || !states.isKnown(state)) return lost(request, state.chain);
    if (state.prefer !== prefer.text) violations.add('delta: a Prefer header that differs from the round before');
    const { from, until } = state;
    const revision = Math.max(state.revision, visibleRevision(world, calendar));
    const since = Math.max(0, state.revision - world.settings.replayedChanges);
    const units = changedUnits(world, calendar, { from, until }, since, revision, prefer);
    const { generation: _generation, ...rest } = state;
    return page(request, states.begin({ units, next: { ...rest, revision, prefer: prefer.text } }), 0);
  }

  function onward(request: DeltaRequest, sent: string): Response {
    const at = readToken<SkipToken>(sent);
    if (!at?.round) throw refuse('a link whose token was edited');
    if (at.calendarId !== request.calendar.id) throw refuse('a token under the address of another calendar');
    const round = states.find(at.round);
    if (!round || round.next.epoch !== request.calendar.epoch) return lost(request, round?.next.chain ?? '');
    if (round.next.prefer !== request.prefer.text)
      violations.add('delta: a Prefer header that differs from the page before');
    return page(request, round, at.offset);
  }

  return (request: DeltaRequest): Response => {
    const params = new URLSearchParams(request.search);
    for (const name of params.keys()) {
      if (name !== '$top' && !refusedOptions.includes(name)) continue;
      violations.add(`delta: ${name} is sent`);
      const text =
        name === '$top'
          ? "The '$top' parameter is not supported with change tracking over the 'CalendarView' resource as page size cannot be guaranteed. Express page size preferences using the Prefer: odata.maxpagesize= header instead."
          : "The following parameters are not supported with change tracking over the 'CalendarView' resource: '$orderby, $filter, $select, $expand, $search'.";
      throw graphErrors.invalidQuery(text);
    }
    const [delta, skip] = [params.get('$deltatoken'), params.get('$skiptoken')];
    if (delta === null && skip === null) return first(request, params);
    const name = world.settings.encodedLinks ? '%24' : '$';
    const emitted = delta === null ? `?${name}skiptoken=${skip}` : `?${name}deltatoken=${delta}`;
    if (request.search !== emitted) throw refuse('a link that was edited');
    return delta === null ? onward(request, skip ?? '') : again(request, delta);
  };
}

/** The last change that the feed shows: it lags behind the events. */
function visibleRevision(world: World, calendar: SandboxCalendar): number {
  if (world.settings.feedLag === 0) return world.revision();
  const shown = world.now().getTime() - world.settings.feedLag;
  const hidden = [...calendar.events.values()]
    .filter(({ changedAt }) => changedAt > shown)
    .map(({ revision }) => revision);
  return Math.min(world.revision(), ...hidden.map((revision) => revision - 1));
}

/** An event as it was at that revision; undefined if it was not there yet. */
function versionAt(event: StoredEvent, revision: number): StoredEvent | undefined {
  if (event.revision <= revision) return event;
  const version = event.versions.findLast((each) => each.revision <= revision);
  return version && { ...version, versions: [] };
}

/** What a round holds: all that changed after `since` up to `visible`, in an order that means nothing. */
function changedUnits(
  world: World,
  calendar: SandboxCalendar,
  window: Window,
  since: number,
  visible: number,
  prefer: Preferences,
): Row[][] {
  if (calendar.revision <= since) return [];
  const units = new Map<string, Row[]>();
  const earlier: Row[][] = [];
  const series = new Set<string>();
  for (const event of calendar.events.values()) {
    if (event.revision <= since) continue;
    if (event.seriesKey !== null || (event.recurrence !== null && !event.deleted)) {
      const isLate = since > 0 && event.revision > visible;
      if (!isLate) series.add(event.seriesKey ?? event.key);
      continue;
    }
    const shown = versionAt(event, visible);
    if (!shown || shown.revision <= since) continue;
    const isThere = !shown.deleted && overlaps(spanOf(world, shown), window);
    // A first round knows nothing that could be taken away.
    if (isThere) units.set(event.key, [deltaRow(world, shown, prefer)]);
    else if (since > 0 || world.settings.removedAtFirst) units.set(event.key, [removedRow(world, shown, prefer)]);
    const before = world.settings.repeatedRows ? versionAt(event, shown.revision - 1) : undefined;
    if (isThere && before && !before.deleted) earlier.push([deltaRow(world, before, prefer)]);
  }
  for (const key of series) {
    const master = calendar.events.get(key);
    if (!master || master.deleted) continue;
    const instances = instancesOf(world, master, window);
    if (instances.length === 0 && since === 0) continue;
    const rows = [master, ...instances].map((event) => deltaRow(world, event, prefer));
    units.set(
      key,
      instances.length === 0 ? [removedRow(world, master, prefer)] : unordered(rows, ({ id }) => String(id)),
    );
  }
  return [...earlier, ...unordered([...units], ([key]) => key).map(([, rows]) => rows)];
}

/** Rounds promise no order: the same one each time, but none that means anything. */
function unordered<Item>(items: Item[], keyOf: (item: Item) => string): Item[] {
  return items
    .map((item) => ({ item, rank: createHash('md5').update(keyOf(item)).digest('hex') }))
    .sort((one, other) => (one.rank < other.rank ? -1 : 1))
    .map(({ item }) => item);
}
