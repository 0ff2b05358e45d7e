import ICAL from 'ical.js';
import type { EventToWrite } from '../../calendar/provider.ts';
import { cleanTitle } from '../../calendar/recurrence/component.ts';
import { findEvent, valueOfProperty, zonesOf } from './event-lines.ts';
import { type EventTexts, printTexts, updateTexts, writtenProperty } from './written-text.ts';

// ical.js does not count the space that it begins the next line with; RFC 5545 does: 75 octets.
ICAL.foldLength = 74;

/** Tells our events from copies with the same UID, such as the one in the guest's mail. */
export const markerProperty = 'X-OPENSLOT-BOOKING-ID';

/** What an update replaces; all other properties are left to who wrote them, and so are texts that somebody changed. */
const ownProperties = new Set([
  'DTSTAMP',
  'LAST-MODIFIED',
  'SEQUENCE',
  'DTSTART',
  'DTEND',
  'DURATION',
  'SUMMARY',
  'URL',
  'STATUS',
  'TRANSP',
  writtenProperty,
]);

/** What says when an event is, and whether; repetition and time to travel apart. */
const timeProperties = new Set(['UID', 'DTSTART', 'DTEND', 'DURATION', 'STATUS']);

/** An object that is not the event that we wrote, though it lies where ours should. */
export class ForeignEventError extends Error {}

/**
 * The object of a new event (RFC 4791 4.1: no METHOD). It has neither ORGANIZER nor ATTENDEE: servers would send mails of
 * their own.
 * @param now DTSTAMP and CREATED.
 */
export function buildEventText(event: EventToWrite, now: Date): string {
  const texts = textsOf(event);
  return join([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Openslot//Booking//EN',
    'CALSCALE:GREGORIAN',
    'BEGIN:VEVENT',
    ...writeProperties([
      ['uid', event.key],
      ['created', utcTime(now)],
      [markerProperty.toLowerCase(), event.key],
    ]),
    ...ownLines(event, now, event.sequence, texts),
    ...writeProperties([[writtenProperty.toLowerCase(), printTexts(texts)]]),
    'END:VEVENT',
    'END:VCALENDAR',
  ]);
}

/**
 * The stored object, brought to another state of the event. All that others added stays as they wrote it, also what they
 * wrote into description or place.
 * @param text The object as stored.
 * @throws ForeignEventError if it is not ours.
 */
export function editEventText(text: string, event: EventToWrite, now: Date): string {
  const found = findEvent(text, event.key);
  if (found === null || valueOfProperty(found, markerProperty) !== event.key) throw new ForeignEventError();
  const stored = Number.parseInt(valueOfProperty(found, 'SEQUENCE') ?? '0', 10) || 0;
  const { texts, written } = updateTexts(found, textsOf(event));
  const replaced = new Set([...ownProperties, ...Object.keys(texts).map((name) => name.toUpperCase())]);
  return join([
    ...found.before.map(({ raw }) => raw),
    ...ownLines(event, now, Math.max(stored + 1, event.sequence), texts),
    ...found.properties.filter(({ name }) => !replaced.has(name)).map(({ raw }) => raw),
    ...writeProperties([[writtenProperty.toLowerCase(), written]]),
    ...found.after.map(({ raw }) => raw),
  ]);
}

/** Whether an object is the event that we wrote under a key. */
export function isOwnEvent(text: string, key: string): boolean {
  const found = findEvent(text, key);
  return found !== null && valueOfProperty(found, markerProperty) === key;
}

/**
 * Whether the event is there but cancelled.
 * @throws ForeignEventError if the event is not in the object.
 */
export function isCancelled(text: string, key: string): boolean {
  const found = findEvent(text, key);
  if (found === null) throw new ForeignEventError();
  return valueOfProperty(found, 'STATUS')?.toUpperCase() === 'CANCELLED';
}

/** Which of our writes the stored event has, as far as it tells: no client lowers this number. */
export function sequenceOf(text: string, key: string): number | null {
  const found = findEvent(text, key);
  const value = found === null ? null : valueOfProperty(found, 'SEQUENCE');
  return /^\d{1,9}$/.test(value ?? '') ? Number(value) : null;
}

/**
 * A stored object with nothing but the event's own time and status, for the expander.
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

function textsOf({ description, location }: EventToWrite): EventTexts {
  return { description: cleanText(description), location: cleanTitle(location ?? '') };
}

function ownLines(event: EventToWrite, now: Date, sequence: number, texts: Partial<EventTexts>): string[] {
  return writeProperties([
    ['dtstamp', utcTime(now)],
    ['last-modified', utcTime(now)],
    ['sequence', sequence],
    ['dtstart', utcTime(new Date(event.startsAt))],
    ['dtend', utcTime(new Date(event.endsAt))],
    ['summary', cleanTitle(event.title)],
    ['description', cleanText(texts.description ?? null)],
    ['location', texts.location ?? null],
    ['url', cleanUrl(event.url)],
    ['status', event.status === 'tentative' ? 'TENTATIVE' : 'CONFIRMED'],
    ['transp', 'OPAQUE'],
  ]);
}

/** Content lines, escaped and folded; those without a value are left out. */
function writeProperties(properties: readonly [name: string, value: string | number | ICAL.Time | null][]): string[] {
  const component = new ICAL.Component('vevent');
  for (const [name, value] of properties) {
    if (value !== null) component.addPropertyWithValue(name, value);
  }
  return component.toString().split('\r\n').slice(1, -1);
}

/** Text of several lines. ical.js escapes line feeds and writes all other control characters as they are. */
function cleanText(text: string | null): string | null {
  const clean = (text ?? '')
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replaceAll('\t', ' ')
    .replace(/[^\P{Cc}\n]|[\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim();
  return clean === '' ? null : clean;
}

/** URLs are written without escapes: only what comes out of the parser, which leaves no control character. */
function cleanUrl(text: string | null): string | null {
  const url = text === null ? null : URL.parse(text);
  return url !== null && ['http:', 'https:'].includes(url.protocol) ? url.href : null;
}

function utcTime(date: Date): ICAL.Time {
  return ICAL.Time.fromJSDate(date, true);
}

function join(lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join('');
}
