import type { calendar_v3 } from '@googleapis/calendar';
import type { CalendarToWrite, EventToWrite } from '../../calendar/provider.ts';
import { field, text } from '../json.ts';
import { type EventFields, fieldsOf, printEvent, updateFields } from '../written-fields.ts';
import { readTimes } from './events.ts';
import { idOfKey, markerName } from './ids.ts';

type Body = calendar_v3.Schema$Event;

/** The private property that stores a print of each field as we last wrote it. */
const writtenName = 'openslotWritten';
/** The private property that says how often a video link was asked for. */
const videoName = 'openslotVideo';
/** Google's name of its own meetings. */
export const meetType = 'hangoutsMeet';
const sourceTitle = 'Booking';
const maxDescription = 8000;

/**
 * Builds a new event. Without guests, because Google would write to them.
 * @param asksVideo Whether to ask for a link of Meet.
 */
export function buildBody(
  calendar: CalendarToWrite,
  event: EventToWrite,
  generation: number,
  asksVideo: boolean,
): Body {
  const fields = fieldsOf(event, maxDescription);
  const id = idOfKey(event.key, generation);
  return {
    id,
    summary: '',
    ...timesOf(event, calendar),
    ...bodyOf(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))),
    ...(asksVideo ? meetOf(id, 1) : {}),
    extendedProperties: {
      private: {
        [markerName]: event.key.toLowerCase(),
        [writtenName]: printEvent(event, fields),
        ...(asksVideo ? { [videoName]: '1' } : {}),
      },
    },
  };
}

/**
 * Builds the change of our stored event. Fields that it does not name stay as others left them.
 * @param stored As in Google's response.
 * @param asksVideo Whether to ask for a link of Meet.
 * @returns null if there is nothing to change.
 */
export function buildPatch(
  stored: unknown,
  calendar: CalendarToWrite,
  event: EventToWrite,
  asksVideo: boolean,
): Body | null {
  const properties = field(field(stored, 'extendedProperties'), 'private');
  const [known, key] = [text(field(properties, writtenName)), text(field(properties, markerName))];
  const wanted = fieldsOf(event, maxDescription);
  const videoRequests = countVideoRequests(stored);
  const { fields, writesTimes, written } = updateFields(storedFields(stored), known || null, event, wanted);
  const times = readTimes(stored);
  const [startsAt, endsAt] = [event.startsAt, event.endsAt].map((instant) => new Date(instant).toISOString());
  const isElsewhere = times?.startsAt !== startsAt || times?.endsAt !== endsAt;
  const marks = {
    ...(known === written ? {} : { [writtenName]: written }),
    ...(key === event.key.toLowerCase() ? {} : { [markerName]: event.key.toLowerCase() }),
    ...(asksVideo ? { [videoName]: String(videoRequests + 1) } : {}),
  };
  const patch: Body = {
    ...(writesTimes && isElsewhere ? timesOf(event, calendar, stored) : {}),
    ...bodyOf(fields),
    ...(asksVideo ? meetOf(text(field(stored, 'id')), videoRequests + 1) : {}),
    ...(Object.keys(marks).length === 0 ? {} : { extendedProperties: { private: marks } }),
  };
  return Object.keys(patch).length === 0 ? null : patch;
}

/** How often a video link was asked for. */
export function countVideoRequests(stored: unknown): number {
  const count = text(field(field(field(stored, 'extendedProperties'), 'private'), videoName));
  return /^\d{1,4}$/.test(count) ? Number(count) : 0;
}

/** Asks for a link of Meet. A request that is repeated is ignored, so that a failed one needs another id. */
function meetOf(eventId: string, request: number): Body {
  const requestId = `${eventId}-${request}`;
  return { conferenceData: { createRequest: { requestId, conferenceSolutionKey: { type: meetType } } } };
}

/** Fields in Google's form; empty ones are cleared. */
function bodyOf(fields: Partial<EventFields>): Body {
  const { title, description, location, url, status } = fields;
  return {
    ...(title === undefined ? {} : { summary: title ?? '' }),
    ...(description === undefined ? {} : { description: description ?? '' }),
    ...(location === undefined ? {} : { location: location ?? '' }),
    ...(url === undefined || url === null ? {} : { source: { title: sourceTitle, url } }),
    ...(status === undefined ? {} : { status: status ?? 'confirmed' }),
  };
}

function storedFields(stored: unknown): EventFields {
  return {
    title: text(field(stored, 'summary')) || null,
    description: text(field(stored, 'description')) || null,
    location: text(field(stored, 'location')) || null,
    url: text(field(field(stored, 'source'), 'url')) || null,
    status: text(field(stored, 'status')) || 'confirmed',
  };
}

function timesOf(event: EventToWrite, { timeZone, hostTimeZone }: CalendarToWrite, stored: unknown = null): Body {
  const timeOf = (instant: string, name: 'start' | 'end'): calendar_v3.Schema$EventDateTime => ({
    dateTime: new Date(instant).toISOString(),
    timeZone: timeZone ?? hostTimeZone,
    // Changes are merged, so an all-day event that gets times must lose its dates.
    ...(field(field(stored, name), 'date') === undefined ? {} : { date: null }),
  });
  return { start: timeOf(event.startsAt, 'start'), end: timeOf(event.endsAt, 'end') };
}
