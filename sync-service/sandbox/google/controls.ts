import { randomBytes } from 'node:crypto';
import { apiErrors } from './api-errors.ts';
import { eventFields, merged } from './event-fields.ts';
import { blockingSpans } from './event-listing.ts';
import type { EventTime } from './event-times.ts';
import { type Author, deleteEvent, findEvent, insertEvent, replaceFields, splitSeries } from './events.ts';
import type { AccessRole, SandboxCalendar } from './state.ts';
import type { StoredEvent } from './stored-event.ts';
import type { World } from './world.ts';

/** An event as the API takes it: `{summary, start: {dateTime, timeZone}, end, recurrence, attendees…}`. */
export type EventBody = Record<string, unknown>;

function calendarOf(world: World, calendarId: string): SandboxCalendar {
  const calendar = world.calendars.get(calendarId);
  if (!calendar) throw new Error(`The sandbox has no calendar ${calendarId}.`);
  return calendar;
}

function eventOf(calendar: SandboxCalendar, eventId: string): StoredEvent {
  const event = findEvent(calendar, eventId);
  if (!event) throw new Error(`The sandbox has no event ${eventId} in ${calendar.id}.`);
  return event;
}

/**
 * A person adds an event in their calendar, without the API.
 * @param body may hold an `id`. @param author who did; the owner of the calendar unless said otherwise.
 */
export function addEvent(world: World, calendarId: string, body: EventBody, author?: Partial<Author>): StoredEvent {
  const calendar = calendarOf(world, calendarId);
  const id = typeof body['id'] === 'string' ? body['id'] : randomBytes(13).toString('hex');
  if (calendar.events.has(id)) throw apiErrors.duplicate();
  const email = author?.email ?? world.users.get(calendar.ownerSub)?.email ?? calendarId;
  const uid = typeof body['iCalUID'] === 'string' ? body['iCalUID'] : undefined;
  return insertEvent(world, calendar, id, eventFields(body, calendar), { ...author, email }, uid);
}

/** A person changes an event, or one instance of a series: `changes` are merged as PATCH does. */
export function changeEvent(world: World, calendarId: string, eventId: string, changes: EventBody): StoredEvent {
  const calendar = calendarOf(world, calendarId);
  const event = eventOf(calendar, eventId);
  const { status, start, end, recurrence, content } = event;
  const whole = merged({ ...content, status, start, end, ...(recurrence ? { recurrence } : {}) }, changes);
  return replaceFields(world, calendar, event, eventFields(whole as EventBody, calendar));
}

/** A person deletes an event, a whole series, or one instance. */
export function removeEvent(world: World, calendarId: string, eventId: string): void {
  const calendar = calendarOf(world, calendarId);
  deleteEvent(world, calendar, eventOf(calendar, eventId));
}

/**
 * A person changes "this and following": the series ends before the instance, a new one begins there.
 * @returns the new series.
 */
export function changeFollowing(
  world: World,
  calendarId: string,
  seriesId: string,
  originalStart: EventTime,
  changes: EventBody = {},
): StoredEvent {
  const calendar = calendarOf(world, calendarId);
  return splitSeries(world, calendar, eventOf(calendar, seriesId), originalStart, ({ content, ...fields }) =>
    eventFields(merged({ ...content, ...fields }, changes) as EventBody, calendar),
  );
}

/** A span that takes the time of a calendar's owner. */
export interface BusySpan {
  eventId: string;
  from: Date;
  until: Date;
}

/**
 * The truth: what takes the owner's time between two moments, one span for each event, by the beginning.
 * @param selfEmail whose answer to invitations counts; the calendar's own address unless said otherwise.
 */
export function listBusy(world: World, calendarId: string, from: Date, until: Date, selfEmail?: string): BusySpan[] {
  const calendar = calendarOf(world, calendarId);
  return blockingSpans(world, calendar, from.getTime(), until.getTime(), selfEmail).map((span) => ({
    eventId: span.id,
    from: new Date(span.from),
    until: new Date(span.until),
  }));
}

/** Gives somebody access to a calendar, another role, or none any more. Its sync tokens are worthless then. */
export function shareCalendar(world: World, calendarId: string, email: string, role: AccessRole | null): void {
  world.changeAccess(calendarId, email, role);
}
