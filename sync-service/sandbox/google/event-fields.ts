import { apiErrors } from './api-errors.ts';
import { type EventTime, instantOf, isDay, parseTime } from './event-times.ts';
import { isRecurrence } from './instances.ts';

/** An event's fields as a client may send them, checked and without what equals its default. */
export interface EventFields {
  status: 'confirmed' | 'tentative' | 'cancelled';
  start: EventTime;
  end: EventTime;
  recurrence?: string[];
  /** All else, as sent: summary, attendees, extendedProperties… */
  content: Record<string, unknown>;
}

const contentFields = [
  'summary description location colorId transparency visibility attendees attendeesOmitted reminders eventType',
  'extendedProperties conferenceData source guestsCanInviteOthers guestsCanModify guestsCanSeeOtherGuests',
  'anyoneCanAddSelf attachments gadget outOfOfficeProperties focusTimeProperties workingLocationProperties',
  'birthdayProperties',
].flatMap((line) => line.split(' '));

const otherFields = [
  'kind etag id status htmlLink created updated creator organizer start end endTimeUnspecified recurrence',
  'recurringEventId originalStartTime iCalUID sequence hangoutLink privateCopy locked',
].flatMap((line) => line.split(' '));

/** All names that an event may have. */
export const knownEventFields = [...contentFields, ...otherFields];

const choices: Record<string, string[]> = {
  status: ['confirmed', 'tentative', 'cancelled'],
  transparency: ['opaque', 'transparent'],
  visibility: ['default', 'public', 'private', 'confidential'],
  eventType: ['default', 'focusTime', 'outOfOffice', 'workingLocation', 'birthday', 'fromGmail'],
};

const defaults: Record<string, unknown> = {
  transparency: 'opaque',
  visibility: 'default',
  eventType: 'default',
  guestsCanInviteOthers: true,
  guestsCanSeeOtherGuests: true,
  guestsCanModify: false,
  anyoneCanAddSelf: false,
};

function checkAttendees(attendees: unknown): void {
  if (attendees === undefined) return;
  if (!Array.isArray(attendees)) throw apiErrors.invalid('Invalid value for: attendees');
  for (const attendee of attendees as Record<string, unknown>[]) {
    if (typeof attendee?.['email'] !== 'string') throw apiErrors.required('Missing attendee email.');
    if (!/^[^\s@]+@[^\s@]+$/.test(attendee['email'])) throw apiErrors.invalid('Invalid attendee email.');
    const response = attendee['responseStatus'] ?? 'needsAction';
    if (!['needsAction', 'declined', 'tentative', 'accepted'].includes(response as string)) {
      throw apiErrors.invalid('Invalid value for: attendees[].responseStatus');
    }
  }
}

/** The limits that are commonly given for extended properties. */
function checkProperties(properties: unknown): void {
  if (properties === undefined) return;
  for (const kind of ['private', 'shared']) {
    const entries = Object.entries((properties as Record<string, Record<string, unknown>>)[kind] ?? {});
    if (entries.length > 300) throw apiErrors.invalid('Too many extended properties.');
    for (const [key, value] of entries) {
      if (typeof value !== 'string') throw apiErrors.invalid('Invalid value for: extendedProperties');
      if (key.length > 44 || value.length > 1024) throw apiErrors.invalid('Extended property is too long.');
    }
  }
}

function checkKind(fields: EventFields, primary: boolean): void {
  const kind = fields.content['eventType'] ?? 'default';
  if (kind === 'default' || kind === 'fromGmail') return;
  const transparent = fields.content['transparency'] === 'transparent';
  if (!primary) throw apiErrors.invalid('Event type is not supported on this calendar.');
  if (kind === 'focusTime' || kind === 'outOfOffice') {
    if (isDay(fields.start)) throw apiErrors.invalid('This event type cannot be all-day.');
    if (transparent) throw apiErrors.invalid('This event type must be opaque.');
  } else if (!transparent) throw apiErrors.invalid('This event type must be transparent.');
}

/** Whether a value says nothing: it is dropped from what is kept. */
function isEmpty(name: string, value: unknown): boolean {
  return value === undefined || value === null || value === '' || defaults[name] === value;
}

/** Checks a whole event as it is to be. @throws ApiError as the API answers it. */
export function eventFields(body: Record<string, unknown>, home: { primary: boolean }): EventFields {
  for (const [name, allowed] of Object.entries(choices)) {
    const value = body[name];
    if (value !== undefined && value !== null && !allowed.includes(value as string)) {
      throw apiErrors.invalid(`Invalid value for: ${name}`);
    }
  }
  if (body['start'] === undefined || body['start'] === null) throw apiErrors.required('Missing start time.');
  if (body['end'] === undefined || body['end'] === null) throw apiErrors.required('Missing end time.');
  const start = parseTime(body['start']);
  const end = parseTime(body['end']);
  if (!start) throw apiErrors.invalid('Invalid start time.');
  if (!end) throw apiErrors.invalid('Invalid end time.');
  if (isDay(start) !== isDay(end)) {
    throw apiErrors.invalid('Start and end times must either both be date or both be dateTime.');
  }
  const length = instantOf(end, 'utc') - instantOf(start, 'utc');
  if (length < 0 || (length === 0 && isDay(start))) throw apiErrors.timeRangeEmpty();
  const fields: EventFields = {
    status: (body['status'] as EventFields['status'] | null) ?? 'confirmed',
    start,
    end,
    content: {},
  };
  const recurrence = body['recurrence'];
  if (Array.isArray(recurrence) && recurrence.length > 0) {
    if (!isDay(start) && !start.timeZone) throw apiErrors.required('Missing time zone definition for start time.');
    if (!isDay(end) && !end.timeZone) throw apiErrors.required('Missing time zone definition for end time.');
    fields.recurrence = recurrence.map(String);
    if (!isRecurrence({ start, end, recurrence: fields.recurrence })) {
      throw apiErrors.invalid('Invalid recurrence rule.');
    }
  }
  for (const name of contentFields) if (!isEmpty(name, body[name])) fields.content[name] = body[name];
  checkAttendees(fields.content['attendees']);
  checkProperties(fields.content['extendedProperties']);
  checkKind(fields, home.primary);
  return fields;
}

/** A merge patch (RFC 7396): objects are merged, arrays replaced, null deletes. */
export function merged(base: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> =
    typeof base === 'object' && base !== null && !Array.isArray(base) ? { ...(base as Record<string, unknown>) } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else if (value !== undefined) result[name] = merged(result[name], value);
  }
  return result;
}
