import { uidOfKey } from '../../calendar/own-event.ts';
import type {
  CalendarProvider,
  CalendarToWrite,
  EventRef,
  EventToWrite,
  ProviderAccount,
  StoredEvent,
  WrittenEvent,
} from '../../calendar/provider.ts';
import { ProviderError } from '../../calendar/provider-error.ts';
import { field, text } from '../json.ts';
import type { GoogleSession } from './api.ts';
import { changing, errorOfResponse, malformedResponse } from './errors.ts';
import { buildBody, buildPatch } from './event-body.ts';
import { ownKeyOf, readTimes } from './events.ts';
import { idOfKey, markerName, maxGenerations } from './ids.ts';
import { asksForVideo, linkOf } from './video.ts';

type Writer = Pick<CalendarProvider, 'createEvent' | 'updateEvent' | 'deleteEvent' | 'getEvent' | 'findEvent'>;

/**
 * Creates the write methods of the adapter. Each event's id is made from its key. Nothing is changed or removed without
 * our marker, or without naming the version that we believe it has.
 * @param open Opens a session for an account.
 */
export function createWriter(open: (account: ProviderAccount) => GoogleSession): Writer {
  return {
    createEvent: (account, calendar, event) => create(open(account), calendar, event),
    updateEvent: (account, calendar, ref, event) => update(open(account), calendar, ref, event),
    deleteEvent: (account, calendar, ref) => remove(open(account), calendar, ref),
    getEvent: (account, calendar, ref) => get(open(account), calendar, ref),
    findEvent: (account, calendar, key) => find(open(account), calendar, key),
  };
}

/** Without it, Google ignores what a write says about a video link. */
const withConference = { conferenceDataVersion: 1 } as const;

/** An id stays taken forever. A deleted event is not brought back: it is written under its next id. */
async function create(session: GoogleSession, calendar: CalendarToWrite, event: EventToWrite): Promise<WrittenEvent> {
  const calendarId = calendar.providerCalendarId;
  const asksVideo = await asksForVideo(session, calendar, event, null);
  for (let generation = 0; generation < maxGenerations; generation += 1) {
    const requestBody = buildBody(calendar, event, generation, asksVideo);
    const response = await session.call({ isWrite: true, expected: [409] }, (api, options) =>
      api.events.insert({ calendarId, sendUpdates: 'none', ...withConference, requestBody }, options),
    );
    if (response.status !== 409) return toWritten(response.data);
    // From an earlier attempt whose response was lost, or deleted since.
    const stored = await fetchEvent(session, calendar, idOfKey(event.key, generation));
    if (stored === null) throw changing();
    if (!isCancelled(stored)) return await change(session, calendar, event, stored);
  }
  throw new ProviderError('rejected', 'The event was deleted from the calendar too often to be written again.');
}

async function update(
  session: GoogleSession,
  calendar: CalendarToWrite,
  ref: EventRef,
  event: EventToWrite,
): Promise<WrittenEvent> {
  const stored = await findEvent(session, calendar, ref);
  if (stored !== null) return await change(session, calendar, event, stored);
  await requireCalendar(session, calendar);
  throw new ProviderError('event_gone', 'The event is no longer in the calendar.');
}

async function remove(session: GoogleSession, calendar: CalendarToWrite, ref: EventRef): Promise<boolean> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const stored = await findEvent(session, calendar, ref);
    if (stored === null || isCancelled(stored)) return false;
    requireOurs(stored, ref.key);
    const eventId = text(field(stored, 'id'));
    const { status } = await session.call(
      { isWrite: true, expected: [404, 410, 412], headers: ifMatch(stored) },
      (api, options) =>
        api.events.delete({ calendarId: calendar.providerCalendarId, eventId, sendUpdates: 'none' }, options),
    );
    if (status !== 412) {
      // A page from a proxy may say success too, but not with this status.
      if (status < 300 && status !== 204) throw malformedResponse();
      return status === 204;
    }
  }
  throw changing();
}

async function get(session: GoogleSession, calendar: CalendarToWrite, ref: EventRef): Promise<StoredEvent | null> {
  const stored = await findEvent(session, calendar, ref);
  if (stored === null) {
    await requireCalendar(session, calendar);
    return null;
  }
  return toStored(stored, ref.key);
}

/** Finds an event by each name that it may have in this calendar; they cannot be searched together. */
async function find(session: GoogleSession, calendar: CalendarToWrite, key: string): Promise<StoredEvent | null> {
  const names = [
    { iCalUID: `${idOfKey(key)}@google.com` },
    { iCalUID: uidOfKey(key) },
    { privateExtendedProperty: [`${markerName}=${key.toLowerCase()}`] },
  ];
  for (const name of names) {
    const { status, data } = await session.call({ expected: [403, 404] }, (api, options) =>
      api.events.list({ calendarId: calendar.providerCalendarId, maxResults: 50, ...name }, options),
    );
    // A missing or unreadable calendar has none.
    if (status >= 400) return null;
    const items = field(data, 'items');
    if (field(data, 'kind') !== 'calendar#events' || !Array.isArray(items)) throw malformedResponse();
    const found = items.find((item) => ownKeyOf(item) === key.toLowerCase() && !isCancelled(item));
    if (found !== undefined) return toStored(found, key);
  }
  return null;
}

function toStored(stored: unknown, key: string): StoredEvent {
  const times = readTimes(stored);
  // A deleted event may lack everything but its id.
  if (isCancelled(stored)) {
    const epoch = new Date(0).toISOString();
    const none = { isAllDay: false, startsAt: epoch, endsAt: epoch, startDate: null, endDate: null } as const;
    return { ...toWritten(stored), times: times ?? none, isCancelled: true };
  }
  requireOurs(stored, key);
  if (times === null) {
    throw new ProviderError('not_a_calendar', 'The event is in the calendar, but its time cannot be read.');
  }
  return { ...toWritten(stored), times, isCancelled: false };
}

/** Updates a stored event, and tries once more on its new version if it changed in the meantime. */
async function change(
  session: GoogleSession,
  calendar: CalendarToWrite,
  event: EventToWrite,
  first: unknown,
): Promise<WrittenEvent> {
  let stored = first;
  for (const isLast of [false, true]) {
    // An event that its owner cancelled is not brought back without their knowledge.
    if (stored === null || isCancelled(stored)) {
      throw new ProviderError('event_gone', 'The event is no longer in the calendar.');
    }
    requireOurs(stored, event.key);
    const asksVideo = await asksForVideo(session, calendar, event, stored);
    const requestBody = buildPatch(stored, calendar, event, asksVideo);
    if (requestBody === null) return toWritten(stored);
    const eventId = text(field(stored, 'id'));
    const response = await session.call(
      { isWrite: true, expected: [403, 404, 410, 412], headers: ifMatch(stored) },
      (api, options) =>
        api.events.patch(
          { calendarId: calendar.providerCalendarId, eventId, sendUpdates: 'none', ...withConference, requestBody },
          options,
        ),
    );
    if (response.status < 400) return toWritten(response.data);
    if (!isLast) stored = await fetchEvent(session, calendar, eventId);
    // Changing an event that was deleted meanwhile is refused in the same way.
    if (response.status === 403 && stored !== null && !isCancelled(stored)) throw errorOfResponse(response, true);
  }
  throw changing();
}

/** Returns the referenced event; if we never learned its id, the newest one that its key leads to. */
async function findEvent(session: GoogleSession, calendar: CalendarToWrite, ref: EventRef): Promise<unknown> {
  if (ref.providerEventId !== null) return await fetchEvent(session, calendar, ref.providerEventId);
  let found: unknown = null;
  for (let generation = 0; generation < maxGenerations; generation += 1) {
    const stored = await fetchEvent(session, calendar, idOfKey(ref.key, generation));
    if (stored === null) return found;
    found = stored;
    if (!isCancelled(stored)) return found;
  }
  return found;
}

/** Returns the current event, even if deleted; null if there never was one with this id. */
async function fetchEvent(session: GoogleSession, calendar: CalendarToWrite, eventId: string): Promise<unknown> {
  const { status, data } = await session.call({ expected: [404, 410] }, (api, options) =>
    api.events.get({ calendarId: calendar.providerCalendarId, eventId }, options),
  );
  if (status >= 400) return null;
  if (field(data, 'id') !== eventId) throw malformedResponse();
  return data;
}

/** Makes sure that the calendar exists: Google's response is the same for a missing event and a missing calendar. */
async function requireCalendar(session: GoogleSession, calendar: CalendarToWrite): Promise<void> {
  const { data } = await session.call({}, (api, options) =>
    api.events.list({ calendarId: calendar.providerCalendarId, maxResults: 1 }, options),
  );
  if (field(data, 'kind') !== 'calendar#events') throw malformedResponse();
}

function requireOurs(stored: unknown, key: string): void {
  if (ownKeyOf(stored) === key.toLowerCase()) return;
  throw new ProviderError('conflict', 'The calendar has another event under this id.');
}

function isCancelled(stored: unknown): boolean {
  return field(stored, 'status') === 'cancelled';
}

function ifMatch(stored: unknown): Record<string, string> {
  const etag = text(field(stored, 'etag'));
  // Without it, a concurrent change by somebody else would be lost.
  if (etag === '') throw malformedResponse();
  return { 'if-match': etag };
}

function toWritten(data: unknown): WrittenEvent {
  const providerEventId = text(field(data, 'id'));
  if (providerEventId === '') throw malformedResponse();
  return { providerEventId, version: text(field(data, 'etag')) || null, ...linkOf(data) };
}
