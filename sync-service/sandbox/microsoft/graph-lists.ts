import { type Row, viewEvent } from './event-view.ts';
import { exceptionsOf } from './events.ts';
import { graphErrors } from './graph-errors.ts';
import { hasProperty, type ODataQuery, readQuery, shaped } from './odata.ts';
import type { Preferences } from './preferences.ts';
import { parseWindow } from './query-window.ts';
import type { SandboxCalendar } from './state.ts';
import type { StoredEvent } from './stored-event.ts';
import { eventsIn, instancesOf, spanOf } from './windows.ts';
import type { World } from './world.ts';

/** The page of a list that a request asks for. */
export interface ListRequest {
  /** Without its query: `https://graph.microsoft.com/v1.0/me/…`. */
  link: string;
  params: URLSearchParams;
  prefer: Preferences;
}

/** One page, with the link to the next one if there is more. */
export function listPage<Item>(request: ListRequest, query: ODataQuery, all: Item[], view: (item: Item) => Row): Row {
  const { link, params, prefer } = request;
  const size = params.has('$top') ? query.top : (prefer.maxPageSize ?? query.top);
  const value = all.slice(query.skip, query.skip + size).map(view);
  const next = query.skip + size;
  if (next >= all.length) return { value };
  const more = new URLSearchParams(params);
  more.set('$skip', String(next));
  return { '@odata.nextLink': `${link}?${more.toString().replaceAll('%24', '$')}`, value };
}

function pageOfEvents(world: World, request: ListRequest, query: ODataQuery, events: StoredEvent[]): Row {
  const found = events.filter((event) => hasProperty(event, query.hasProperty));
  const isOrdered = query.orderBy !== null && /^start\/dateTime( (asc|desc))?$/i.test(query.orderBy);
  if (query.orderBy !== null && !isOrdered)
    throw graphErrors.invalidQuery(`The sandbox does not order by '${query.orderBy}'.`);
  if (isOrdered) found.sort((one, other) => spanOf(world, one).from - spanOf(world, other).from);
  if (isOrdered && / desc$/i.test(query.orderBy ?? '')) found.reverse();
  const view = (event: StoredEvent): Row => shaped(viewEvent(world, event, request.prefer), event, query);
  return {
    '@odata.context': "https://graph.microsoft.com/v1.0/$metadata#users('me')/events",
    ...listPage(request, query, found, view),
  };
}

const windowNames = ['startDateTime', 'endDateTime'];

/** What takes place in a window. */
export function listView(world: World, calendar: SandboxCalendar, request: ListRequest): Row {
  const window = parseWindow(request.params);
  const events = eventsIn(world, calendar, window).map(({ event }) => event);
  return pageOfEvents(world, request, readQuery(request.params, windowNames), events);
}

/** Single events and series. */
export function listEvents(world: World, calendars: SandboxCalendar[], request: ListRequest): Row {
  const events = calendars
    .flatMap((calendar) => [...calendar.events.values()])
    .filter((event) => !event.deleted && event.seriesKey === null);
  return pageOfEvents(world, request, readQuery(request.params), events);
}

/** The times of a series in a window; those that were cancelled are absent. */
export function listInstances(world: World, series: StoredEvent, request: ListRequest): Row {
  if (series.recurrence === null) throw graphErrors.invalidRequest('The event is not a series.');
  const window = parseWindow(request.params);
  const events = instancesOf(world, series, window).sort((one, other) => one.start - other.start);
  return pageOfEvents(world, request, readQuery(request.params, windowNames), events);
}

/** One event. What was cancelled of a series, and what was changed, is told only to those who select it. */
export function oneEvent(world: World, event: StoredEvent, request: ListRequest): Row {
  const query = readQuery(request.params);
  const row = viewEvent(world, event, request.prefer);
  if (query.select?.includes('cancelledOccurrences')) {
    const day = (start: number): string => new Date(start).toISOString().slice(0, 10);
    row['cancelledOccurrences'] = event.cancelled.map((start) => `OID.${String(row['id'])}.${day(start)}`);
  }
  if (query.select?.includes('exceptionOccurrences')) {
    row['exceptionOccurrences'] = exceptionsOf(world, event).map((each) => viewEvent(world, each, request.prefer));
  }
  return shaped(row, event, query);
}
