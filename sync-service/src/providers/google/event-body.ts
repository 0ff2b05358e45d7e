import { createHash } from 'node:crypto';
import type { calendar_v3 } from '@googleapis/calendar';
import type { CalendarToWrite, EventToWrite } from '../../calendar/provider.ts';
import { cleanTitle } from '../../calendar/recurrence/component.ts';
import { field, text } from './errors.ts';
import { readTimes } from './events.ts';
import { idOfKey, markerName } from './ids.ts';

type Body = calendar_v3.Schema$Event;

/** Private property that says which part of the description is ours: its length and hash. */
const writtenName = 'openslotText';
const sourceTitle = 'Booking';
const maxDescription = 8000;

/** A new event. No guests: Google would write to them. */
export function buildBody(calendar: CalendarToWrite, event: EventToWrite, generation: number): Body {
  const description = cleanText(event.description);
  const location = cleanTitle(event.location ?? '');
  const url = cleanUrl(event.url);
  return {
    id: idOfKey(event.key, generation),
    summary: cleanTitle(event.title) ?? '',
    start: timeOf(event.startsAt, calendar),
    end: timeOf(event.endsAt, calendar),
    status: event.status,
    ...(description === '' ? {} : { description }),
    ...(location === null ? {} : { location }),
    ...(url === null ? {} : { source: { title: sourceTitle, url } }),
    extendedProperties: { private: { [markerName]: event.key.toLowerCase(), [writtenName]: signatureOf(description) } },
  };
}

/**
 * What of a stored event of ours has to change. All that is not named stays as others left it.
 * @param stored As Google answers it.
 * @returns null if nothing has to.
 */
export function buildPatch(stored: unknown, calendar: CalendarToWrite, event: EventToWrite): Body | null {
  const patch: Body = {};
  const written = text(field(field(field(stored, 'extendedProperties'), 'private'), writtenName));
  const own = cleanText(event.description);
  const description = mergeDescription(text(field(stored, 'description')), written, own);
  const url = cleanUrl(event.url);
  const title = cleanTitle(event.title) ?? '';
  const location = cleanTitle(event.location ?? '') ?? '';

  const times = readTimes(stored);
  const [startsAt, endsAt] = [event.startsAt, event.endsAt].map((instant) => new Date(instant).toISOString());
  if (times?.startsAt !== startsAt || times?.endsAt !== endsAt) {
    patch.start = { ...timeOf(event.startsAt, calendar), ...noDate(field(stored, 'start')) };
    patch.end = { ...timeOf(event.endsAt, calendar), ...noDate(field(stored, 'end')) };
  }
  if (text(field(stored, 'summary')) !== title) patch.summary = title;
  if (text(field(stored, 'description')) !== description) patch.description = description;
  if (text(field(stored, 'location')) !== location) patch.location = location;
  if (url !== null && text(field(field(stored, 'source'), 'url')) !== url) patch.source = { title: sourceTitle, url };
  if ((text(field(stored, 'status')) || 'confirmed') !== event.status) patch.status = event.status;
  if (field(stored, 'transparency') === 'transparent') patch.transparency = 'opaque';
  if (written !== signatureOf(own)) patch.extendedProperties = { private: { [writtenName]: signatureOf(own) } };
  return Object.keys(patch).length === 0 ? null : patch;
}

/**
 * The description with our part replaced. What somebody wrote before or behind it stays; where our part can't be found
 * any more, it is left alone as long as it would say the same.
 */
function mergeDescription(stored: string, signature: string, own: string): string {
  const length = Number.parseInt(signature, 10) || 0;
  const [head, tail] = [stored.slice(0, length), stored.slice(Math.max(stored.length - length, 0))];
  if (signatureOf(head) === signature) return own + stored.slice(length);
  if (signatureOf(tail) === signature) return stored.slice(0, stored.length - length) + own;
  return signature === signatureOf(own) ? stored : own;
}

function signatureOf(description: string): string {
  return `${description.length} ${createHash('sha256').update(description).digest('base64url').slice(0, 22)}`;
}

function timeOf(instant: string, { timeZone, hostTimeZone }: CalendarToWrite): calendar_v3.Schema$EventDateTime {
  return { dateTime: new Date(instant).toISOString(), timeZone: timeZone ?? hostTimeZone };
}

/** An event of whole days that gets times has to lose its days: changes are merged. */
function noDate(stored: unknown): calendar_v3.Schema$EventDateTime {
  return field(stored, 'date') === undefined ? {} : { date: null };
}

/** Text of several lines, without control characters. */
function cleanText(value: string | null): string {
  return (value ?? '')
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replaceAll('\t', ' ')
    .replace(/[^\P{Cc}\n]|[\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim()
    .slice(0, maxDescription);
}

function cleanUrl(value: string | null): string | null {
  const url = value === null ? null : URL.parse(value);
  return url !== null && ['http:', 'https:'].includes(url.protocol) ? url.href : null;
}
