import { apiErrors } from './api-errors.ts';
import { isZone, parseInstant } from './event-times.ts';

/** All parameters of events.list. */
export const listParameters = [
  'maxResults pageToken syncToken singleEvents showDeleted timeMin timeMax updatedMin orderBy eventTypes',
  'privateExtendedProperty sharedExtendedProperty maxAttendees timeZone q iCalUID showHiddenInvitations',
  'alwaysIncludeEmail',
].flatMap((line) => line.split(' '));

/** What a sync token does not go with. */
export const restrictions = [
  'iCalUID',
  'orderBy',
  'privateExtendedProperty',
  'q',
  'sharedExtendedProperty',
  'timeMin',
  'timeMax',
  'updatedMin',
];

/** The parameters of events.list, read. Times in milliseconds; null: not sent. */
export interface ListQuery {
  maxResults: number;
  singleEvents: boolean;
  showDeleted: boolean;
  timeMin: number | null;
  timeMax: number | null;
  updatedMin: number | null;
  orderBy: 'startTime' | 'updated' | null;
  eventTypes: string[];
  privateProperties: [string, string][];
  sharedProperties: [string, string][];
  maxAttendees: number | undefined;
  timeZone: string | null;
  q: string | null;
  iCalUID: string | null;
}

/** A whole number of at least one. */
export function count(params: URLSearchParams, name: string): number | undefined {
  const sent = params.get(name);
  if (sent === null) return undefined;
  if (!/^\d+$/.test(sent) || Number(sent) < 1) throw apiErrors.invalid(`Invalid value for: ${name}`, name);
  return Number(sent);
}

/** True or false, false if it was not sent. */
export function flag(params: URLSearchParams, name: string): boolean {
  const sent = params.get(name) ?? 'false';
  if (sent !== 'true' && sent !== 'false') throw apiErrors.invalid(`Invalid boolean value: '${sent}'.`, name);
  return sent === 'true';
}

function moment(params: URLSearchParams, name: string): number | null {
  const sent = params.get(name);
  if (sent === null) return null;
  const instant = parseInstant(sent);
  if (instant === null) throw apiErrors.badRequest();
  return instant;
}

function properties(params: URLSearchParams, name: string): [string, string][] {
  return params.getAll(name).map((pair) => {
    const cut = pair.indexOf('=');
    if (cut < 1) throw apiErrors.invalid(`Invalid value for: ${name}`, name);
    return [pair.slice(0, cut), pair.slice(cut + 1)];
  });
}

const eventTypes = ['default', 'focusTime', 'outOfOffice', 'workingLocation', 'birthday', 'fromGmail'];
const remembered = 28 * 86_400_000;

/** Reads the parameters. @throws ApiError as the API answers what it does not take. */
export function readListQuery(params: URLSearchParams, now: Date): ListQuery {
  const query: ListQuery = {
    maxResults: Math.min(count(params, 'maxResults') ?? 250, 2500),
    singleEvents: flag(params, 'singleEvents'),
    showDeleted: flag(params, 'showDeleted'),
    timeMin: moment(params, 'timeMin'),
    timeMax: moment(params, 'timeMax'),
    updatedMin: moment(params, 'updatedMin'),
    orderBy: params.get('orderBy') as ListQuery['orderBy'],
    eventTypes: params.getAll('eventTypes'),
    privateProperties: properties(params, 'privateExtendedProperty'),
    sharedProperties: properties(params, 'sharedExtendedProperty'),
    maxAttendees: count(params, 'maxAttendees'),
    timeZone: params.get('timeZone'),
    q: params.get('q'),
    iCalUID: params.get('iCalUID'),
  };
  if (query.timeZone !== null && !isZone(query.timeZone)) throw apiErrors.invalid('Invalid time zone.', 'timeZone');
  if (query.eventTypes.some((type) => !eventTypes.includes(type))) {
    throw apiErrors.invalid('Invalid value for: eventTypes', 'eventTypes');
  }
  if (query.orderBy !== null && !['startTime', 'updated'].includes(query.orderBy)) {
    throw apiErrors.invalid('Invalid value for: orderBy', 'orderBy');
  }
  if (query.orderBy === 'startTime' && !query.singleEvents) {
    throw apiErrors.badRequest('The requested ordering is not available for the particular query.');
  }
  if (query.timeMin !== null && query.timeMax !== null && query.timeMax <= query.timeMin) {
    throw apiErrors.timeRangeEmpty('timeMax');
  }
  if (query.updatedMin !== null && query.updatedMin < now.getTime() - remembered) {
    throw apiErrors.updatedMinTooLongAgo();
  }
  return query;
}
