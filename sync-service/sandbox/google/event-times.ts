import { DateTime } from 'luxon';

/** A start or an end as the API speaks it: a `date`, or a `dateTime` (kept in UTC), never both. */
export interface EventTime {
  date?: string;
  dateTime?: string;
  timeZone?: string;
}

/** Whether it is a day, not a moment. */
export function isDay(time: EventTime): boolean {
  return time.date !== undefined;
}

const midnights = new Map<string, number>();

/** The instant in milliseconds; days begin at midnight of `zone`. */
export function instantOf(time: EventTime, zone: string): number {
  if (time.date === undefined) return Date.parse(time.dateTime ?? '');
  // Every listing asks for the same days again.
  const key = `${time.date} ${zone}`;
  const known = midnights.get(key);
  if (known !== undefined) return known;
  const midnight = DateTime.fromISO(time.date, { zone }).toMillis();
  if (midnights.size > 5_000) midnights.clear();
  midnights.set(key, midnight);
  return midnight;
}

/** RFC 3339 with the offset of `zone`, without milliseconds. */
export function inZone(instant: number, zone: string): string {
  if (zone === 'utc') return new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z');
  return DateTime.fromMillis(instant, { zone }).toISO({ suppressMilliseconds: true }) ?? '';
}

/** As answers have it: with an offset, in the zone asked for. */
export function spoken(time: EventTime, zone: string): EventTime {
  if (time.date !== undefined) return { date: time.date };
  const spokenTime: EventTime = { dateTime: inZone(instantOf(time, zone), zone) };
  if (time.timeZone !== undefined) spokenTime.timeZone = time.timeZone;
  return spokenTime;
}

/** Whether the IANA zone exists. */
export function isZone(zone: unknown): zone is string {
  return typeof zone === 'string' && DateTime.local({ zone }).isValid && !/^[+-]/.test(zone);
}

const day = /^\d{4}-\d{2}-\d{2}$/;
const withOffset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;
const withoutOffset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?$/;

/** The instant of an RFC 3339 text with an offset, without its milliseconds; null if it is none. */
export function parseInstant(text: string): number | null {
  if (!withOffset.test(text)) return null;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? null : Math.floor(instant / 1000) * 1000;
}

/** A sent time in the form that is kept; null if it can't be understood. Without an offset `timeZone` decides. */
export function parseTime(sent: unknown): EventTime | null {
  if (typeof sent !== 'object' || sent === null) return null;
  const { date, dateTime, timeZone } = sent as Record<string, unknown>;
  if (timeZone !== undefined && timeZone !== null && !isZone(timeZone)) return null;
  if (typeof date === 'string' && (dateTime === undefined || dateTime === null)) {
    return day.test(date) && DateTime.fromISO(date).isValid ? { date } : null;
  }
  if (typeof dateTime !== 'string' || (date !== undefined && date !== null)) return null;
  let instant: number | null = null;
  if (withOffset.test(dateTime)) instant = parseInstant(dateTime);
  else if (withoutOffset.test(dateTime) && isZone(timeZone)) {
    const local = DateTime.fromISO(dateTime, { zone: timeZone });
    instant = local.isValid ? Math.floor(local.toMillis() / 1000) * 1000 : null;
  }
  if (instant === null) return null;
  const time: EventTime = { dateTime: inZone(instant, 'utc') };
  if (isZone(timeZone)) time.timeZone = timeZone;
  return time;
}
