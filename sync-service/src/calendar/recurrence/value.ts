import ICAL from 'ical.js';
import { RecurrenceError } from './problem.ts';
import { findSystemZone, resolveZone, utcMs, utcZone, wallToInstant, type Zone } from './zone.ts';

/** A content line, read by ical.js: name, parameters and values in their jCal form. */
export interface Property {
  /** Lower case. */
  name: string;
  /** Names in lower case. */
  params: Readonly<Record<string, string | string[] | undefined>>;
  values: readonly unknown[];
}

/** A date, or a date with a time in a zone. */
export interface TimeValue {
  /** Wall time on a UTC carrier, milliseconds; midnight for a date. */
  wallMs: number;
  isDate: boolean;
  zone: Zone;
  /** Whether it was written in UTC. */
  isUtc: boolean;
  /** Whether it is a time that was written without any zone. */
  isFloating: boolean;
}

/** The zones that count where times are read. */
export interface ZoneScope {
  /** VTIMEZONEs of this calendar alone, by `zoneKey`. */
  embedded: ReadonlyMap<string, Zone>;
  /** For times without a zone: the host's, or that of the begin that they belong to. */
  floating: Zone;
  /** The calendar's, else the host's: for zones that nobody knows. */
  fallback: Zone;
  /** Called with each TZID that nobody knows, as it was written. */
  onUnknownZone(tzid: string): void;
}

const dayMs = 86_400_000;
const timeProperties = /^(dtstart|dtend|recurrence-id|exdate|rdate|freebusy)[;:]/i;
const oneTime = /^\d{8}(T\d{6}Z?(\/(\d{8}T\d{6}Z?|[+-]?P[\dWDTHMS]+))?)?$/;

/**
 * Reads one unfolded content line.
 * @throws RecurrenceError `unreadable`, `malformed_times`.
 */
export function parseProperty(line: string): Property {
  const repaired = repair(line);
  try {
    const [name, params, , ...values] = ICAL.parse.property(repaired) as [string, Property['params'], string];
    return { name, params, values };
  } catch {
    // What ical.js says quotes the line, which may hold private text.
    const name = /^[\w-]{1,40}/.exec(line)?.[0] ?? '?';
    throw new RecurrenceError('unreadable', `A line that begins with ${name.toUpperCase()} can't be read.`);
  }
}

/** Exporters leave out quotes around zone names with colons, and VALUE=DATE before dates. Times hold no colon. */
function repair(line: string): string {
  if (!timeProperties.test(line)) return line;
  const colon = line.lastIndexOf(':');
  const value = line
    .slice(colon + 1)
    .trim()
    .toUpperCase();
  // ical.js reads by position and would take `20260504T100000+0200` for a time without a zone.
  if (!value.split(',').every((time) => oneTime.test(time.trim()))) {
    throw new RecurrenceError('malformed_times', 'An event has a date or time that can not be read.');
  }
  let head = line.slice(0, colon).replace(/;TZID=([^";]*[:,][^";]*)/i, ';TZID="$1"');
  if (/^\d{8}(,\d{8})*$/.test(value) && !/;VALUE=DATE(;|$)/i.test(head)) {
    head = `${head.replace(/;VALUE=[^;]*/i, '')};VALUE=DATE`;
  }
  return `${head}:${value}`;
}

/**
 * The times of a DTSTART, DTEND, RECURRENCE-ID, EXDATE or RDATE without periods.
 * @throws RecurrenceError `malformed_times`.
 */
export function readTimes(property: Property, scope: ZoneScope): TimeValue[] {
  return property.values.map((value) => readTime(String(value), property, scope));
}

/** One time in its jCal form (`2026-05-05`, `2026-05-05T09:00:00Z`) with the zone of its property. */
export function readTime(text: string, property: Property, scope: ZoneScope): TimeValue {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(Z)?)?$/.exec(text);
  const [year, month, day, hour, minute, second] = (match ?? []).slice(1, 7).map((part) => Number(part ?? 0));
  const wallMs = utcMs(year ?? 0, month ?? 0, day ?? 0, hour, minute, Math.min(second ?? 0, 59));
  // Midnight as hour 24 is the next one; dates count on by themselves.
  const isMidnight = text.slice(10, 19) === 'T24:00:00';
  const read = new Date(isMidnight ? wallMs - dayMs : wallMs).toISOString();
  const isReal =
    match !== null &&
    read.startsWith(isMidnight ? `${text.slice(0, 10)}T00:00` : text.slice(0, match[4] === undefined ? 10 : 16));
  if (!isReal) throw new RecurrenceError('malformed_times', 'An event has a date or time that does not exist.');
  const isDate = match[4] === undefined;
  const isUtc = match[7] !== undefined;
  const isFloating = !isDate && !isUtc && typeof property.params.tzid !== 'string';
  return {
    wallMs,
    isDate,
    isUtc,
    isFloating,
    zone: isUtc ? utcZone : isDate ? scope.floating : zoneOf(property, scope),
  };
}

function zoneOf(property: Property, scope: ZoneScope): Zone {
  const tzid = property.params.tzid;
  if (typeof tzid !== 'string') return scope.floating;
  const zone = resolveZone(tzid, scope.embedded);
  if (zone === null) scope.onUnknownZone(tzid);
  return zone ?? scope.fallback;
}

/** The instant of a time in milliseconds; of a date its midnight. */
export function toInstant(value: TimeValue): number {
  return wallToInstant(value.zone, value.wallMs);
}

/** A length of time: whole days by the calendar, and exact milliseconds after them. */
export interface Length {
  days: number;
  ms: number;
}

/**
 * Reads a duration as RFC 5545 writes it, also with years and months if there are none of them. Weeks and days are
 * nominal, hours and less exact.
 * @throws RecurrenceError `malformed_times`.
 */
export function parseDuration(text: string): Length & { isNegative: boolean } {
  const plain = text.replace(/^([+-]?P)(0+Y)?(0+M)?/, '$1');
  const isDuration =
    /^[+-]?P(\d{1,6}W)?(\d{1,6}D)?(T(\d{1,8}H)?(\d{1,8}M)?(\d{1,9}S)?)?$/.test(plain) && /\d/.test(plain);
  if (!isDuration) throw new RecurrenceError('malformed_times', 'An event has a duration that can not be read.');
  const duration = ICAL.Duration.fromString(plain);
  const days = duration.weeks * 7 + duration.days;
  const ms = ((duration.hours * 60 + duration.minutes) * 60 + duration.seconds) * 1000;
  return { days, ms, isNegative: duration.isNegative && days + ms > 0 };
}

/**
 * Reads a duration that must not be negative.
 * @throws RecurrenceError `malformed_times`.
 */
export function readDuration(text: string): Length {
  const { isNegative, ...length } = parseDuration(text);
  if (isNegative) throw new RecurrenceError('malformed_times', 'An event ends before it begins.');
  return length;
}

/** A zone by its IANA name, or UTC: hosts and calendars are stored with zones that were valid then. */
export function zoneOrUtc(name: string): Zone {
  return findSystemZone(name) ?? utcZone;
}
