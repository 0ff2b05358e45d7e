import { failure } from './aadsts.ts';
import { changedFields, type EventBody, newFields } from './event-fields.ts';
import { deleteEvent, findEvent, insertEvent, moveEvent, replaceFields } from './events.ts';
import { endTokens } from './grants.ts';
import { endOnlineMeeting, settleOnlineMeeting } from './online-meetings.ts';
import type { SandboxCalendar, SandboxUser } from './state.ts';
import type { StoredEvent } from './stored-event.ts';
import { type BusyRules, eventsIn, isBusy, usualRules } from './windows.ts';
import type { World } from './world.ts';

function existingCalendar(world: World, calendarId: string): SandboxCalendar {
  const calendar = world.calendars.get(calendarId);
  if (!calendar) throw new Error(`The sandbox has no calendar ${calendarId}.`);
  return calendar;
}

/** An event by either of its ids; an occurrence of a series by the id that the API gives it. */
function existingEvent(world: World, calendarId: string, eventId: string): StoredEvent {
  const event = findEvent(world, existingCalendar(world, calendarId).oid, eventId);
  if (!event || event.calendarId !== calendarId)
    throw new Error(`The sandbox has no event ${eventId} in ${calendarId}.`);
  return event;
}

/**
 * A person adds an event in their calendar, without the API.
 * @param body as the API takes it, and what it only reports: `isCancelled`, `responseStatus`, `organizer`,
 * `isOrganizer`, `originalStartTimeZone`; also values of lists that nobody knows yet, and nulls.
 */
export function addEvent(world: World, calendarId: string, body: EventBody): StoredEvent {
  const calendar = existingCalendar(world, calendarId);
  const fields = newFields(body, 'calendar');
  settleOnlineMeeting(calendar, fields, null);
  return insertEvent(world, calendar, fields, null);
}

/** A person changes an event, a series, or one occurrence: `changes` are merged as PATCH does. */
export function changeEvent(world: World, calendarId: string, eventId: string, changes: EventBody): StoredEvent {
  const event = existingEvent(world, calendarId, eventId);
  const fields = changedFields(event, changes, 'calendar');
  if (changes['isOnlineMeeting'] === false) endOnlineMeeting(fields);
  return replaceFields(world, event, fields);
}

/** A person deletes an event, a whole series, or one occurrence. */
export function removeEvent(world: World, calendarId: string, eventId: string): void {
  deleteEvent(world, existingEvent(world, calendarId, eventId));
}

/** A person moves an event to another of their calendars: its default id changes, its immutable one stays. */
export function moveToCalendar(world: World, calendarId: string, eventId: string, toCalendarId: string): StoredEvent {
  return moveEvent(world, existingEvent(world, calendarId, eventId), existingCalendar(world, toCalendarId));
}

/** Something changes that nobody did: a new change key, and the same event. */
export function touchEvent(world: World, calendarId: string, eventId: string): StoredEvent {
  const event = existingEvent(world, calendarId, eventId);
  return replaceFields(world, event, event);
}

/** A span that takes the time of a calendar's owner. */
export interface BusySpan {
  /** Immutable id. */
  eventId: string;
  from: Date;
  until: Date;
}

/** The truth: what takes the owner's time between two moments, one span for each event, by the beginning. */
export function listBusy(
  world: World,
  calendarId: string,
  from: Date,
  until: Date,
  rules: Partial<BusyRules> = {},
): BusySpan[] {
  const window = { from: from.getTime(), until: until.getTime() };
  return eventsIn(world, existingCalendar(world, calendarId), window)
    .filter(({ event }) => isBusy(event, { ...usualRules, ...rules }))
    .map((span) => ({ eventId: span.event.key, from: new Date(span.from), until: new Date(span.until) }));
}

function existingUser(world: World, address: string): SandboxUser {
  const user = world.userByAddress(address);
  if (!user) throw new Error(`The sandbox has no account ${address}.`);
  return user;
}

/** All tokens of an account end. @param code says why, as an AADSTS code. */
export function endSignIns(world: World, address: string, code = 50173): void {
  failure(code);
  endTokens(world, existingUser(world, address).oid, code);
}

/** A policy asks for a new sign-in that carries these claims; until then refreshes are refused. */
export function demandClaims(world: World, address: string, claims: string, code = 50076): void {
  existingUser(world, address).demand = { code, claims };
}

/** A user, or an administrator for all of a tenant, takes the application's permissions away. */
export function withdrawConsent(world: World, address: string): void {
  const user = existingUser(world, address);
  world.grants = world.grants.filter(({ of }) => of !== user.oid && of !== user.tid);
}
