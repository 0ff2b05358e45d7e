import type { calendar_v3 } from '@googleapis/calendar';
import type { CalendarToWrite, EventToWrite } from '../../calendar/provider.ts';
import { field, text } from '../json.ts';
import { type EventFields, fieldsOf, printEvent, updateFields } from '../written-fields.ts';
import { readTimes } from './events.ts';
import { idOfKey, markerName } from './ids.ts';

type Body = calendar_v3.Schema$Event;

/** The private property that stores a print of each field as we last wrote it. */
const writtenName = 'openslotWritten';
const sourceTitle = 'Booking';
const maxDescription = 8000;

/** Builds a new event. Without guests, because Google would write to them. */
export function buildBody(calendar: CalendarToWrite, event: EventToWrite, generation: number): Body {
  const fields = fieldsOf(event, maxDescription);
  return {
    id: idOfKey(event.key, generation),
    summary: '',
    ...timesOf(event, calendar),
    ...bodyOf(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))),
    extendedProperties: {
      private: { [markerName]: event.key.toLowerCase(), [writtenName]: printEvent(event, fields) },
    },
  };
}

/**
 * Builds the change of our stored event. Fields that it does not name stay as others left them.
 * @param stored As in Google's response.
 * @returns null if there is nothing to change.
 */
export function buildPatch(stored: unknown, calendar: CalendarToWrite, event: EventToWrite): Body | null {
  const properties = field(field(stored, 'extendedProperties'), 'private');
  const [known, key] = [text(field(properties, writtenName)), text(field(properties, markerName))];
  const wanted = fieldsOf(event, maxDescription);
  const { fields, writesTimes, written } = updateFields(storedFields(stored), known || null, event, wanted);
  const times = readTimes(stored);
  const [startsAt, endsAt] = [event.startsAt, event.endsAt].map((instant) => new Date(instant).toISOString());
  const isElsewhere = times?.startsAt !== startsAt || times?.endsAt !== endsAt;
  const marks = {
    ...(known === written ? {} : { [writtenName]: written }),
    ...(key === event.key.toLowerCase() ? {} : { [markerName]: event.key.toLowerCase() }),
  };
  const patch: Body = {
    ...(writesTimes && isElsewhere ? timesOf(event, calendar, stored) : {}),
    ...bodyOf(fields),
    ...(Object.keys(marks).length === 0 ? {} : { extendedProperties: { private: marks } }),
  };
  return Object.keys(patch).length === 0 ? null : patch;
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
