import { createHash } from 'node:crypto';
import { ApiError, apiErrors } from './api-errors.ts';
import { knownEventFields } from './event-fields.ts';
import { listChanges, listWindow } from './event-listing.ts';
import { instantOf } from './event-times.ts';
import { blocksTime, viewEvent } from './event-view.ts';
import { masked, parseFields } from './field-mask.ts';
import { type ListQuery, listParameters, readListQuery, restrictions } from './list-query.ts';
import type { AccessRole, SandboxCalendar, SandboxUser } from './state.ts';
import type { StoredEvent } from './stored-event.ts';
import { type Pages, paramsHash, readPage, readSyncToken, type Snapshot, writeSyncToken } from './sync-tokens.ts';
import { commonParameters, type Violations } from './violations.ts';
import type { World } from './world.ts';

/** What lists need to know besides the request. */
export interface ListContext {
  world: World;
  violations: Violations;
  pages: Pages;
  /** Sync tokens that were answered with an error: nobody sends them again. */
  refused: Set<string>;
}

const answerFields = [
  'kind etag summary description updated timeZone accessRole defaultReminders items nextPageToken nextSyncToken',
].flatMap((line) => line.split(' '));

/** What may differ between the first list and those with its token. */
const notBound = [...commonParameters, ...restrictions, 'syncToken', 'pageToken', 'showDeleted'];

/** Compares fields that are asked for with those that exist. @throws ApiError 400 invalidParameter. */
export function checkFields(violations: Violations, where: string, params: URLSearchParams, items: string[]): void {
  const sent = params.get('fields');
  if (sent === null) return;
  const mask = parseFields(sent);
  const inner = mask.get('items');
  const names = [...mask.keys()].filter((name) => !answerFields.includes(name));
  if (inner && inner !== true) names.push(...[...inner.keys()].filter((name) => !items.includes(name)));
  const wrong = names.filter((name) => name !== '*');
  violations.unknown(where, wrong, []);
  if (wrong[0]) throw new ApiError(400, 'invalidParameter', `Invalid field selection ${wrong[0]}`);
  if (mask.has('*')) return;
  for (const name of ['nextPageToken', 'nextSyncToken', 'items']) {
    if (!mask.has(name)) violations.add(`${where}: fields without ${name}`);
  }
}

/** Notes repeated parameters that are to be sent once, and those that don't exist. */
export function checkParameters(
  violations: Violations,
  where: string,
  params: URLSearchParams,
  known: readonly string[],
): void {
  violations.unknown(where, new Set(params.keys()), [...known, ...commonParameters]);
}

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

/** Where the list begins: a revision if a sync token was sent. @throws ApiError 400, 410. */
function since(
  context: ListContext,
  where: string,
  params: URLSearchParams,
  expected: { of: string; sub: string; epoch: number; params: string },
): number | null {
  const sent = params.get('syncToken');
  if (sent === null) return null;
  const { violations, refused, pages } = context;
  if (refused.has(sent)) violations.add(`${where}: sync token sent again after it was refused`);
  const restricted = [...new Set(params.keys())].filter((name) => restrictions.includes(name));
  for (const name of restricted) violations.add(`${where}: ${name} with syncToken`);
  if (params.get('showDeleted') === 'false') violations.add(`${where}: showDeleted=false with syncToken`);
  if (restricted.length > 0 || params.get('showDeleted') === 'false') {
    throw apiErrors.syncTokenWithRequestRestrictions();
  }
  const token = readSyncToken(sent);
  if (!token && pages.find(sent)) violations.add(`${where}: page token sent as sync token`);
  if (!token || token.of !== expected.of) {
    refused.add(sent);
    throw apiErrors.invalidSyncToken();
  }
  if (token.epoch !== expected.epoch || token.sub !== expected.sub) {
    refused.add(sent);
    throw apiErrors.fullSyncRequired();
  }
  if (token.params !== expected.params) violations.add(`${where}: parameters differ from those of the sync token`);
  return token.revision;
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
  const listed = paramsHash(params, [...commonParameters, 'pageToken']);
  const token = { of, sub: user.sub, params: bound, epoch: calendar.epoch };
  const query = readListQuery(params, world.now());
  const pageToken = params.get('pageToken');
  let at = pageToken === null ? null : pages.find(pageToken);
  if (pageToken !== null && (!at || at.snapshot.of !== of || at.snapshot.sub !== user.sub)) {
    throw apiErrors.invalid('Invalid page token value.', 'pageToken');
  }
  if (at) {
    if (at.snapshot.params !== listed) violations.add(`${where}: page asked for with other parameters`);
    const sent = params.get('syncToken');
    if (sent !== null && at.snapshot.epoch !== calendar.epoch) {
      context.refused.add(sent);
      throw apiErrors.fullSyncRequired();
    }
  } else {
    const from = since(context, where, params, token);
    const snapshot = takeSnapshot(world, calendar, role, query, from);
    const nextSyncToken = query.orderBy === null ? writeSyncToken({ ...token, revision: world.revision() }) : null;
    const kept: Snapshot = { of, sub: user.sub, params: listed, items: snapshot, epoch: calendar.epoch, nextSyncToken };
    at = { snapshot: kept, id: pages.keep(kept), offset: 0, page: 0 };
  }
  const answer = {
    kind: 'calendar#events',
    etag: `"p${calendar.revision}"`,
    summary: calendar.summary,
    ...(calendar.description ? { description: calendar.description } : {}),
    updated: world.now().toISOString(),
    timeZone: query.timeZone ?? calendar.timeZone,
    accessRole: role,
    defaultReminders: [],
    ...readPage(pages, at, query.maxResults, world.settings.shortPages),
  };
  const fields = params.get('fields');
  return fields === null ? answer : masked(answer, parseFields(fields));
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
  const told = role === 'freeBusyReader' ? busyOnly(events, calendar, from !== null) : events;
  const zone = query.timeZone ?? calendar.timeZone;
  const { deletedDetails } = world.settings;
  return ordered(told, query, calendar.timeZone).map((event) =>
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
