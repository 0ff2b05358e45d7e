import { createHash } from 'node:crypto';
import { apiErrors } from './api-errors.ts';
import { commonParameters } from './common-parameters.ts';
import { knownEventFields } from './event-fields.ts';
import { listChanges, listWindow } from './event-listing.ts';
import { instantOf } from './event-times.ts';
import { blocksTime, viewEvent } from './event-view.ts';
import { masked, parseFields } from './field-mask.ts';
import { type ListQuery, listParameters, readListQuery, restrictions } from './list-query.ts';
import { checkFields, checkParameters, type ListContext, pageAt, tokenSince } from './listing.ts';
import type { AccessRole, SandboxCalendar, SandboxUser } from './state.ts';
import type { StoredEvent } from './stored-event.ts';
import { paramsHash, readPage, writeSyncToken } from './sync-tokens.ts';
import type { World } from './world.ts';

const instancesParameters = [
  'maxResults pageToken showDeleted timeMin timeMax timeZone maxAttendees originalStart alwaysIncludeEmail',
].flatMap((line) => line.split(' '));

/** What may differ between the first list and those with its token. */
const notBound = [...commonParameters, ...restrictions, 'syncToken', 'pageToken', 'showDeleted'];

function matches(event: StoredEvent, query: ListQuery): boolean {
  const { content } = event;
  const type = (content['eventType'] as string | undefined) ?? 'default';
  if (query.eventTypes.length > 0 && !query.eventTypes.includes(type)) return false;
  if (query.iCalUID !== null && event.iCalUID !== query.iCalUID) return false;
  const properties = content['extendedProperties'] as Record<string, Record<string, string>> | undefined;
  const has = (kind: string) => (pair: [string, string]) => properties?.[kind]?.[pair[0]] === pair[1];
  if (!query.privateProperties.every(has('private')) || !query.sharedProperties.every(has('shared'))) return false;
  if (query.updatedMin !== null && Date.parse(event.updated) < query.updatedMin) return false;
  if (query.q === null) return true;
  const text = JSON.stringify([content['summary'], content['description'], content['location'], content['attendees']]);
  return text.toLowerCase().includes(query.q.toLowerCase());
}

/** Lists promise no order: the same one each time, but none that means anything. */
function unordered(events: StoredEvent[]): StoredEvent[] {
  const rank = (event: StoredEvent): string => createHash('md5').update(event.id).digest('hex');
  return events
    .map((event) => ({ event, rank: rank(event) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ event }) => event);
}

function ordered(events: StoredEvent[], query: ListQuery, zone: string): StoredEvent[] {
  if (query.orderBy === null) return unordered(events);
  if (query.orderBy === 'updated') return events.sort((a, b) => a.updated.localeCompare(b.updated));
  return events.sort((a, b) => instantOf(a.start, zone) - instantOf(b.start, zone));
}

/** events.list. @throws ApiError as the API answers. */
export function listEvents(
  context: ListContext,
  user: SandboxUser,
  calendar: SandboxCalendar,
  role: AccessRole,
  params: URLSearchParams,
  where: string,
): unknown {
  const { world, violations, pages } = context;
  checkParameters(violations, where, params, listParameters);
  checkFields(violations, where, params, knownEventFields);
  const of = `events:${calendar.id}`;
  const bound = paramsHash(params, notBound);
  const token = { of, sub: user.sub, params: bound, epoch: calendar.epoch };
  const query = readListQuery(params, world.now());
  const at = pageAt(context, where, params, token, () => {
    const from = tokenSince(context, where, params, token, restrictions, ['showDeleted']);
    const items = takeSnapshot(world, calendar, role, query, from);
    const next = query.orderBy === null ? writeSyncToken({ ...token, revision: world.revision() }) : null;
    return { items, nextSyncToken: next };
  });
  const response = {
    ...heading(world, calendar, role, query.timeZone ?? calendar.timeZone),
    ...readPage(pages, at, pageSize(world, query), world.settings.shortPages),
  };
  const fields = params.get('fields');
  return fields === null ? response : masked(response, parseFields(fields));
}

/** events.instances of a series. @throws ApiError 404; 410 for a deleted series. */
export function listInstances(
  context: ListContext,
  user: SandboxUser,
  calendar: SandboxCalendar,
  role: AccessRole,
  seriesId: string,
  params: URLSearchParams,
  where: string,
): unknown {
  const { world, violations, pages } = context;
  checkParameters(violations, where, params, instancesParameters);
  const query = readListQuery(params, world.now());
  const series = calendar.events.get(seriesId);
  if (!series) throw apiErrors.notFound();
  if (series.status === 'cancelled') throw apiErrors.deleted();
  const identity = { of: `instances:${calendar.id}:${seriesId}`, sub: user.sub, params: '', epoch: calendar.epoch };
  const original = params.get('originalStart');
  const zone = query.timeZone ?? calendar.timeZone;
  const options = { zone, role, maxAttendees: query.maxAttendees, deletedDetails: world.settings.deletedDetails };
  const at = pageAt(context, where, params, identity, () => {
    const items = listWindow(world, calendar, { ...query, singleEvents: true })
      .filter((event) => event.recurringEventId === seriesId)
      .filter((event) => original === null || isAt(event, original))
      .sort((a, b) => instantOf(a.start, calendar.timeZone) - instantOf(b.start, calendar.timeZone))
      .map((event) => viewEvent(calendar, event, options));
    return { items, nextSyncToken: null };
  });
  const page = readPage(pages, at, pageSize(world, query), world.settings.shortPages);
  return { ...heading(world, calendar, role, zone), ...page };
}

function pageSize({ settings }: World, { maxResults }: ListQuery): number {
  return Math.min(maxResults, settings.longestPage ?? maxResults);
}

function isAt(event: StoredEvent, original: string): boolean {
  const { date, dateTime = '' } = event.originalStartTime ?? {};
  return date === original || Date.parse(dateTime) === Date.parse(original);
}

/** What an answer says about the calendar. */
function heading(world: World, calendar: SandboxCalendar, role: AccessRole, zone: string): Record<string, unknown> {
  return {
    kind: 'calendar#events',
    etag: `"p${calendar.revision}"`,
    summary: calendar.summary,
    ...(calendar.description ? { description: calendar.description } : {}),
    updated: world.now().toISOString(),
    timeZone: zone,
    accessRole: role,
    defaultReminders: [],
  };
}

function takeSnapshot(
  world: World,
  calendar: SandboxCalendar,
  role: AccessRole,
  query: ListQuery,
  from: number | null,
): unknown[] {
  const single = query.singleEvents || role === 'freeBusyReader';
  const selection = { ...query, singleEvents: single, showDeleted: query.showDeleted || query.updatedMin !== null };
  const found = from === null ? listWindow(world, calendar, selection) : listChanges(world, calendar, single, from);
  const gone = (event: StoredEvent): boolean => from !== null && event.status === 'cancelled';
  const events = found.filter((event) => gone(event) || matches(event, query));
  const reported = role === 'freeBusyReader' ? busyOnly(events, calendar, from !== null) : events;
  const zone = query.timeZone ?? calendar.timeZone;
  const { deletedDetails } = world.settings;
  return ordered(reported, query, calendar.timeZone).map((event) =>
    viewEvent(calendar, event, { zone, role, maxAttendees: query.maxAttendees, deletedDetails }),
  );
}

/** Who sees free and busy only is told of what is busy, and in deltas of what has ceased to be. */
function busyOnly(events: StoredEvent[], calendar: SandboxCalendar, delta: boolean): StoredEvent[] {
  return events.flatMap((event) => {
    if (blocksTime(event, calendar.id) || (delta && event.status === 'cancelled')) return [event];
    return delta ? [{ ...event, status: 'cancelled' as const }] : [];
  });
}
