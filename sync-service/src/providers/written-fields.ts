import { createHash } from 'node:crypto';
import type { EventToWrite } from '../calendar/provider.ts';
import { cleanTitle } from '../ical/title.ts';

/** The cleaned fields of our event; null: empty. */
export interface EventFields {
  title: string | null;
  description: string | null;
  location: string | null;
  url: string | null;
  /** Lower case. */
  status: string | null;
}

/** What an update changes in our stored event. */
export interface FieldUpdate {
  /** The fields to write; others stay as stored. */
  fields: Partial<EventFields>;
  /** Whether to write the times. */
  writesTimes: boolean;
  /** The prints to store with the event. */
  written: string;
}

const names = ['title', 'description', 'location', 'url', 'status'] as const;
const prints = new RegExp(`^(?:\\S+ ){${names.length}}\\S+$`);

/** Returns the wanted fields of our event. */
export function fieldsOf(event: EventToWrite, maxDescription = Number.POSITIVE_INFINITY): EventFields {
  return {
    title: cleanTitle(event.title),
    description: cleanText(event.description, maxDescription),
    location: cleanTitle(event.location ?? ''),
    url: cleanUrl(event.url),
    status: event.status,
  };
}

/**
 * Returns prints of everything that is written now, to be stored in the event with the same write: whatever differs
 * later was changed by somebody else.
 */
export function printEvent(event: EventToWrite, fields: EventFields): string {
  return [...names.map((name) => printOf(fields[name])), printTimes(event)].join(' ');
}

/**
 * Decides which fields of our stored event to write: those that are still as we wrote them and have a new value. What
 * the owner wrote stays, and so do the times unless ours changed or the owner wants them back. Without prints (programs
 * and servers drop unknown properties) only the times are certainly ours.
 * @param written The prints stored with the event.
 * @param options.keepsForeignText Whether a description that others added to stays as it is, because it is formatted
 * and we only know its text; otherwise our part of it is replaced.
 */
export function updateFields(
  stored: EventFields,
  written: string | null,
  event: EventToWrite,
  wanted: EventFields,
  { keepsForeignText = false }: { keepsForeignText?: boolean } = {},
): FieldUpdate {
  const known = prints.test(written ?? '') ? (written ?? '').split(' ') : null;
  const update: Partial<EventFields> = {};
  const next = names.map((name, index) => {
    const [print, wish] = [known?.[index], printOf(wanted[name])];
    const isThere = printOf(stored[name]) === wish;
    if (print === undefined || print === wish) return isThere ? wish : (print ?? unknown);
    const isPartly = name === 'description' && !keepsForeignText;
    const replaced = isPartly ? replaceText(stored[name], print, wanted[name]) : undefined;
    if (replaced === undefined && printOf(stored[name]) !== print) return isThere ? wish : print;
    update[name] = replaced === undefined ? wanted[name] : replaced;
    return wish;
  });
  // If a cancelled event is written nevertheless, it is wanted again.
  if (stored.status === 'cancelled') update.status = wanted.status;
  const times = printTimes(event);
  return {
    fields: update,
    writesTimes: event.overwritesTimes === true || known?.at(-1) !== times,
    written: [...next, times].join(' '),
  };
}

/** The print of a field that we do not know; equals no other. */
const unknown = '-';

/** Normalizes a text: servers and programs change white space and composed letters. */
function reduce(text: string | null): string {
  return (text ?? '').normalize('NFC').replace(/\s+/g, '');
}

function printOf(text: string | null): string {
  const reduced = reduce(text);
  return `${reduced.length}.${createHash('sha256').update(reduced).digest('base64url').slice(0, 16)}`;
}

function printTimes({ startsAt, endsAt }: Pick<EventToWrite, 'startsAt' | 'endsAt'>): string {
  return [startsAt, endsAt].map((instant) => new Date(instant).getTime() / 1000).join('/');
}

/** Replaces the part of a text with this print; undefined if it is neither at the start nor at the end any more. */
function replaceText(text: string | null, print: string, own: string | null): string | null | undefined {
  const around = splitAround(text ?? '', print);
  if (around === null) return undefined;
  return `${around[0]}${own ?? ''}${around[1]}`.trim() || null;
}

/**
 * Returns what is before and after the part with this print, or null if it is neither at the start nor at the end any
 * more.
 */
function splitAround(text: string, print: string): [before: string, after: string] | null {
  const normal = text.normalize('NFC');
  const length = Number.parseInt(print, 10);
  if (length === 0) return normal.trim() === '' ? ['', ''] : null;
  const ends = [...normal.matchAll(/\S/g)].map(({ index }) => index);
  // Characters of two units count as two matches, as in the length.
  const [head, tail] = [ends[length - 1], ends[ends.length - length]];
  if (head === undefined || tail === undefined) return null;
  if (printOf(normal.slice(0, head + 1)) === print) return ['', normal.slice(head + 1)];
  if (printOf(normal.slice(tail)) === print) return [normal.slice(0, tail), ''];
  return null;
}

/** Cleans a text of several lines: no control characters. */
function cleanText(text: string | null, maxLength: number): string | null {
  const clean = (text ?? '')
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replaceAll('\t', ' ')
    .replace(/[^\P{Cc}\n]|[\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim()
    .slice(0, maxLength);
  return clean === '' ? null : clean;
}

/** Normalized by the URL parser, which removes control characters. */
function cleanUrl(text: string | null): string | null {
  const url = text === null ? null : URL.parse(text);
  return url !== null && ['http:', 'https:'].includes(url.protocol) ? url.href : null;
}
