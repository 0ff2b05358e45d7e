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
import { changing, malformedResponse } from './errors.ts';
import { buildBody, buildPatch } from './event-body.ts';
import { readTimes } from './events.ts';
import { asText, fetchEvent, findStored, isCancelled, searchEvent } from './find.ts';
import { maxGenerations, ownKeyOf } from './ids.ts';
import { calendarPath, eventPath } from './lists.ts';
import type { GraphSession } from './session.ts';
import { asksForVideo, linkOf } from './video.ts';

type Writer = Pick<CalendarProvider, 'createEvent' | 'updateEvent' | 'deleteEvent' | 'getEvent' | 'findEvent'>;

/**
 * Creates the write methods of the adapter. Nothing is created before it was searched, and nothing is changed or removed
 * without our mark, or without naming the version that we believe it has.
 * @param open Opens a session for an account.
 */
export function createWriter(open: (account: ProviderAccount) => GraphSession): Writer {
  return {
    createEvent: (account, calendar, event) => create(open(account), calendar, event),
    updateEvent: (account, calendar, ref, event) => update(open(account), calendar, ref, event),
    deleteEvent: (account, calendar, ref) => remove(open(account), calendar, ref),
    getEvent: (account, calendar, ref) => get(open(account), calendar, ref),
    findEvent: (account, calendar, key) => find(open(account), calendar, key),
  };
}

/** Responses that leave open whether the event was created. */
const lostResponses = new Set(['unreachable', 'timeout', 'not_a_calendar']);

async function create(session: GraphSession, calendar: CalendarToWrite, event: EventToWrite): Promise<WrittenEvent> {
  // An earlier attempt may have created it without our learning of it.
  const earlier = await searchEvent(session, calendar, event.key);
  if (earlier.stored !== null) return await change(session, calendar, event, earlier.stored);
  const asksVideo = await asksForVideo(session, calendar, event, null);
  for (let generation = 0; generation < maxGenerations; generation += 1) {
    const created = await post(session, calendar, buildBody(event, generation, asksVideo), event.key);
    if (created === null) {
      const { stored } = await searchEvent(session, calendar, event.key);
      if (stored !== null) return await change(session, calendar, event, stored);
      continue;
    }
    if (!(Date.parse(text(field(created, 'createdDateTime'))) < earlier.at)) return toWritten(created);
    // Graph remembers the ids of creations, and shows what it created then: perhaps changed or deleted since.
    const stored = await fetchEvent(session, toWritten(created).providerEventId);
    if (stored !== null) return await change(session, calendar, event, stored);
  }
  throw new ProviderError('rejected', 'The event was deleted from the calendar too often to be written again.');
}

/** @returns null if the event has to be searched: its id was used before, or it was created without a response. */
async function post(session: GraphSession, calendar: CalendarToWrite, body: object, key: string): Promise<unknown> {
  try {
    const { status, data } = await session.call({
      method: 'POST',
      path: `${calendarPath(calendar.providerCalendarId)}/events`,
      body,
      prefer: [asText],
      isWrite: true,
      expected: [409],
    });
    if (status === 409) return null;
    toWritten(data);
    return data;
  } catch (error) {
    // Without a token nothing was sent.
    if (!(error instanceof ProviderError) || !lostResponses.has(error.code) || error.concernsAccount) throw error;
    // What is not found may still come: sent again it could be a second one.
    if ((await searchEvent(session, calendar, key)).stored === null) throw error;
    return null;
  }
}

async function update(
  session: GraphSession,
  calendar: CalendarToWrite,
  ref: EventRef,
  event: EventToWrite,
): Promise<WrittenEvent> {
  const stored = await findStored(session, calendar, ref);
  if (stored !== null) return await change(session, calendar, event, stored);
  await requireCalendar(session, calendar);
  throw gone();
}

async function remove(session: GraphSession, calendar: CalendarToWrite, ref: EventRef): Promise<boolean> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const stored = await findStored(session, calendar, ref);
    if (stored === null) return false;
    requireOurs(stored, ref.key);
    const { status } = await session.call({
      method: 'DELETE',
      path: eventPath(text(field(stored, 'id'))),
      ifMatch: versionOf(stored),
      isWrite: true,
      expected: [404, 409, 412],
    });
    if (status === 409 || status === 412) continue;
    // A page from a proxy may say success too, but not with this status.
    if (status < 300 && status !== 204) throw malformedResponse();
    return status === 204;
  }
  throw changing();
}

async function get(session: GraphSession, calendar: CalendarToWrite, ref: EventRef): Promise<StoredEvent | null> {
  const stored = await findStored(session, calendar, ref);
  if (stored !== null) return toStored(stored, ref.key);
  await requireCalendar(session, calendar);
  return null;
}

async function find(session: GraphSession, calendar: CalendarToWrite, key: string): Promise<StoredEvent | null> {
  const { stored } = await searchEvent(session, calendar, key);
  return stored === null ? null : toStored(stored, key);
}

function toStored(stored: unknown, key: string): StoredEvent {
  requireOurs(stored, key);
  const times = readTimes(stored);
  if (times === null) {
    throw new ProviderError('not_a_calendar', 'The event is in the calendar, but its time cannot be read.');
  }
  return { ...toWritten(stored), times, isCancelled: isCancelled(stored) };
}

/** Updates a stored event, and tries once more on its new version if it changed in the meantime. */
async function change(
  session: GraphSession,
  calendar: CalendarToWrite,
  event: EventToWrite,
  first: unknown,
): Promise<WrittenEvent> {
  let stored = first;
  for (const isLast of [false, true]) {
    // An event that its owner cancelled is not brought back without their knowledge.
    if (stored === null || isCancelled(stored)) throw gone();
    requireOurs(stored, event.key);
    const body = buildPatch(stored, event, await asksForVideo(session, calendar, event, stored));
    if (body === null) return toWritten(stored);
    const eventId = text(field(stored, 'id'));
    const response = await session.call({
      method: 'PATCH',
      path: eventPath(eventId),
      body,
      prefer: [asText],
      ifMatch: versionOf(stored),
      isWrite: true,
      expected: [404, 409, 412],
    });
    if (response.status < 400) return toWritten(response.data);
    if (!isLast) stored = await fetchEvent(session, eventId);
  }
  throw changing();
}

/** Makes sure that the calendar exists: Graph's response is the same for a missing event and a missing calendar. */
async function requireCalendar(session: GraphSession, calendar: CalendarToWrite): Promise<void> {
  const { data } = await session.call({ path: `${calendarPath(calendar.providerCalendarId)}?$select=id` });
  if (text(field(data, 'id')) === '') throw malformedResponse();
}

function requireOurs(stored: unknown, key: string): void {
  if (ownKeyOf(stored) === key.toLowerCase()) return;
  throw new ProviderError('conflict', 'The calendar has another event under this id.');
}

function versionOf(stored: unknown): string {
  const version = text(field(stored, '@odata.etag'));
  // Without it, a concurrent change by somebody else would be lost.
  if (version === '') throw malformedResponse();
  return version;
}

function toWritten(data: unknown): WrittenEvent {
  const providerEventId = text(field(data, 'id'));
  if (providerEventId === '') throw malformedResponse();
  const videoLink = linkOf(data);
  return {
    providerEventId,
    version: text(field(data, '@odata.etag')) || null,
    ...(videoLink === undefined ? {} : { videoLink }),
  };
}

function gone(): ProviderError {
  return new ProviderError('event_gone', 'The event is no longer in the calendar.');
}
