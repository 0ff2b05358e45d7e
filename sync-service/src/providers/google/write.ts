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
import { errorOfResponse, malformedResponse } from './errors.ts';
import { buildBody, buildPatch } from './event-body.ts';
import { ownKeyOf, readTimes } from './events.ts';
import { idOfKey, markerName, maxGenerations } from './ids.ts';

type Writer = Pick<CalendarProvider, 'createEvent' | 'updateEvent' | 'deleteEvent' | 'getEvent' | 'findEvent'>;

/**
 * The writing half of the adapter. Each event has an id that is made of its key; nothing is changed or removed that does
 * not carry our marker, and nothing without naming the state that it is believed to have.
 * @param open Opens a way to an account.
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

/** An id stays taken forever. One that was deleted is not brought back: the event is written under the next one. */
async function create(session: GoogleSession, calendar: CalendarToWrite, event: EventToWrite): Promise<WrittenEvent> {
  const calendarId = calendar.providerCalendarId;
  for (let generation = 0; generation < maxGenerations; generation += 1) {
    const requestBody = buildBody(calendar, event, generation);
    const response = await session.call({ isWrite: true, expected: [409] }, (api, options) =>
      api.events.insert({ calendarId, sendUpdates: 'none', requestBody }, options),
    );
    if (response.status !== 409) return toWritten(response.data);
    // An earlier attempt whose answer was lost, or one that was deleted since.
    const stored = await fetchEvent(session, calendar, idOfKey(event.key, generation));
    if (stored === null) throw changing();
    if (!isCancelled(stored)) return await change(session, calendar, event, stored);
  }
  throw new ProviderError('rejected', 'The event was deleted from the calendar too often to be written once more.');
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
      // A page of something in between says success too, but not in this way.
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

/** By each name that it may have in this calendar: none of them is asked for together with another one. */
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
    // A calendar that is not there, or not to be read, has none.
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
  // Of what was deleted nothing but the name is sure to be there.
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

/** Brings a stored event to a state; once more, on top of what it has become, if it changed meanwhile. */
async function change(
  session: GoogleSession,
  calendar: CalendarToWrite,
  event: EventToWrite,
  first: unknown,
): Promise<WrittenEvent> {
  let stored = first;
  for (const isLast of [false, true]) {
    // What its owner cancelled is not brought back behind their back.
    if (stored === null || isCancelled(stored)) {
      throw new ProviderError('event_gone', 'The event is no longer in the calendar.');
    }
    requireOurs(stored, event.key);
    const requestBody = buildPatch(stored, calendar, event);
    if (requestBody === null) return toWritten(stored);
    const eventId = text(field(stored, 'id'));
    const response = await session.call(
      { isWrite: true, expected: [403, 404, 410, 412], headers: ifMatch(stored) },
      (api, options) =>
        api.events.patch(
          { calendarId: calendar.providerCalendarId, eventId, sendUpdates: 'none', requestBody },
          options,
        ),
    );
    if (response.status < 400) return toWritten(response.data);
    if (!isLast) stored = await fetchEvent(session, calendar, eventId);
    // So is the change of an event refused that was deleted meanwhile.
    if (response.status === 403 && stored !== null && !isCancelled(stored)) throw errorOfResponse(response, true);
  }
  throw changing();
}

/** The event of a reference. Where no answer ever told its id, it is the newest of those that its key leads to. */
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

/** An event as it is now, deleted ones too; null if there never was one of this id. */
async function fetchEvent(session: GoogleSession, calendar: CalendarToWrite, eventId: string): Promise<unknown> {
  const { status, data } = await session.call({ expected: [404, 410] }, (api, options) =>
    api.events.get({ calendarId: calendar.providerCalendarId, eventId }, options),
  );
  if (status >= 400) return null;
  if (field(data, 'id') !== eventId) throw malformedResponse();
  return data;
}

/** Google answers in the same way for an event and for a calendar that is not there. */
async function requireCalendar(session: GoogleSession, calendar: CalendarToWrite): Promise<void> {
  const { data } = await session.call({}, (api, options) =>
    api.events.list({ calendarId: calendar.providerCalendarId, maxResults: 1 }, options),
  );
  if (field(data, 'kind') !== 'calendar#events') throw malformedResponse();
}

function requireOurs(stored: unknown, key: string): void {
  if (ownKeyOf(stored) === key.toLowerCase()) return;
  throw new ProviderError('conflict', 'What is in the calendar under this name is not the event that we wrote.');
}

function isCancelled(stored: unknown): boolean {
  return field(stored, 'status') === 'cancelled';
}

function ifMatch(stored: unknown): Record<string, string> {
  const etag = text(field(stored, 'etag'));
  // Without it, what somebody else changed meanwhile would be lost.
  if (etag === '') throw malformedResponse();
  return { 'if-match': etag };
}

function toWritten(data: unknown): WrittenEvent {
  const providerEventId = text(field(data, 'id'));
  if (providerEventId === '') throw malformedResponse();
  return { providerEventId, version: text(field(data, 'etag')) || null };
}

function changing(): ProviderError {
  return errorOfResponse({ status: 412, data: null, headers: new Headers() }, true);
}
