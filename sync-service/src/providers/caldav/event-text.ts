import ICAL from 'ical.js';
import { markerProperty, uidOfKey } from '../../calendar/own-event.ts';
import type { EventToWrite } from '../../calendar/provider.ts';
import { type EventFields, fieldsOf, printEvent, updateFields } from '../written-fields.ts';
import { type EventLines, findEvent, valueOfProperty, zonesOf } from './event-lines.ts';

// ical.js does not count the space that it begins the next line with; RFC 5545 does: 75 octets.
ICAL.foldLength = 74;

/** Stores a print of each field as we last wrote it: a field that differs now was changed by somebody else. */
const writtenProperty = 'X-OPENSLOT-WRITTEN';

/** What every update replaces. Fields and times are replaced only if they are still ours; everything else is kept. */
const stampProperties = ['DTSTAMP', 'LAST-MODIFIED', 'SEQUENCE', writtenProperty, markerProperty];

const propertyOf = {
  title: 'SUMMARY',
  description: 'DESCRIPTION',
  location: 'LOCATION',
  url: 'URL',
  status: 'STATUS',
} as const satisfies Record<keyof EventFields, string>;

/** The properties that say when an event is; without repetition and travel time. */
const timeProperties = new Set(['UID', 'DTSTART', 'DTEND', 'DURATION', 'STATUS']);

/** The object at our event's path is not the event that we wrote. */
export class ForeignEventError extends Error {}

/**
 * Builds the object of a new event (RFC 4791 4.1: no METHOD), without ORGANIZER and ATTENDEE: servers would send their
 * own mails.
 * @param now DTSTAMP and CREATED.
 */
export function buildEventText(event: EventToWrite, now: Date): string {
  const fields = fieldsOf(event);
  return join([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Openslot//Booking//EN',
    'CALSCALE:GREGORIAN',
    'BEGIN:VEVENT',
    ...writeProperties([
      ['uid', uidOfKey(event.key)],
      ['created', utcTime(now)],
      ['transp', 'OPAQUE'],
    ]),
    ...stampLines(event, now, event.sequence, printEvent(event, fields)),
    ...timeLines(event),
    ...fieldLines(fields),
    'END:VEVENT',
    'END:VCALENDAR',
  ]);
}

/**
 * Updates a stored object and keeps everything that others added or wrote.
 * @param text The object as stored.
 * @throws ForeignEventError if it is not ours.
 */
export function editEventText(text: string, event: EventToWrite, now: Date): string {
  const found = findEvent(text, event.key);
  if (found === null) throw new ForeignEventError();
  const sequence = Number.parseInt(valueOfProperty(found, 'SEQUENCE') ?? '0', 10) || 0;
  const { fields, writesTimes, written } = updateFields(
    storedFields(found),
    valueOfProperty(found, writtenProperty),
    event,
    fieldsOf(event),
  );
  const replaced = new Set<string>([
    ...stampProperties,
    ...(writesTimes ? ['DTSTART', 'DTEND', 'DURATION'] : []),
    ...(Object.keys(fields) as (keyof EventFields)[]).map((name) => propertyOf[name]),
  ]);
  return join([
    ...found.before.map(({ raw }) => raw),
    ...stampLines(event, now, Math.max(sequence + 1, event.sequence), written),
    ...(writesTimes ? timeLines(event) : []),
    ...fieldLines(fields),
    ...found.properties.filter(({ name }) => !replaced.has(name)).map(({ raw }) => raw),
    ...found.after.map(({ raw }) => raw),
  ]);
}

/** Whether an object is our event with this key, by its UID: programs and servers drop unknown marks. */
export function isOwnEvent(text: string, key: string): boolean {
  return findEvent(text, key) !== null;
}

/** Whether an object is our event with this key and still has our mark. */
export function hasMark(text: string, key: string): boolean {
  const found = findEvent(text, key);
  return found !== null && valueOfProperty(found, markerProperty)?.toLowerCase() === key.toLowerCase();
}

/**
 * Whether the event exists but is cancelled.
 * @throws ForeignEventError if the event is not in the object.
 */
export function isCancelled(text: string, key: string): boolean {
  const found = findEvent(text, key);
  if (found === null) throw new ForeignEventError();
  return valueOfProperty(found, 'STATUS')?.toUpperCase() === 'CANCELLED';
}

/** The number of our write that the stored event shows, if known: no client lowers it. */
export function sequenceOf(text: string, key: string): number | null {
  const found = findEvent(text, key);
  const value = found === null ? null : valueOfProperty(found, 'SEQUENCE');
  return /^\d{1,9}$/.test(value ?? '') ? Number(value) : null;
}

/**
 * Reduces a stored object to the event's own time and status, for the expander.
 * @throws ForeignEventError if the event is not in it.
 */
export function timesOnly(text: string, key: string): string {
  const found = findEvent(text, key);
  if (found === null) throw new ForeignEventError();
  return join([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...zonesOf(found),
    'BEGIN:VEVENT',
    ...found.properties.filter(({ name }) => timeProperties.has(name)).map(({ raw }) => raw),
    'END:VEVENT',
    'END:VCALENDAR',
  ]);
}

function storedFields(stored: EventLines): EventFields {
  const text = (name: keyof EventFields): string | null =>
    valueOfProperty(stored, propertyOf[name])?.replace(/\\(.)/gs, (_, character: string) =>
      character === 'n' || character === 'N' ? '\n' : character,
    ) ?? null;
  return {
    title: text('title'),
    description: text('description'),
    location: text('location'),
    url: valueOfProperty(stored, propertyOf.url),
    status: text('status')?.toLowerCase() ?? null,
  };
}

function stampLines(event: EventToWrite, now: Date, sequence: number, written: string): string[] {
  return writeProperties([
    [markerProperty.toLowerCase(), event.key],
    [writtenProperty.toLowerCase(), written],
    ['dtstamp', utcTime(now)],
    ['last-modified', utcTime(now)],
    ['sequence', sequence],
  ]);
}

function timeLines({ startsAt, endsAt }: EventToWrite): string[] {
  return writeProperties([
    ['dtstart', utcTime(new Date(startsAt))],
    ['dtend', utcTime(new Date(endsAt))],
  ]);
}

/** The lines of these fields; empty fields have none. ical.js escapes line feeds and nothing else. */
function fieldLines(fields: Partial<EventFields>): string[] {
  return writeProperties(
    (Object.entries(fields) as [keyof EventFields, string | null][]).map(([name, value]) => [
      propertyOf[name].toLowerCase(),
      name === 'status' ? (value?.toUpperCase() ?? null) : value,
    ]),
  );
}

/** Content lines, escaped and folded; those without a value are omitted. */
function writeProperties(properties: readonly [name: string, value: string | number | ICAL.Time | null][]): string[] {
  const component = new ICAL.Component('vevent');
  for (const [name, value] of properties) {
    if (value !== null) component.addPropertyWithValue(name, value);
  }
  return component.toString().split('\r\n').slice(1, -1);
}

function utcTime(date: Date): ICAL.Time {
  return ICAL.Time.fromJSDate(date, true);
}

function join(lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join('');
}
