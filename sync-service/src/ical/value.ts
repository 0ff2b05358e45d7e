import { RecurrenceError } from './problem.ts';
import type { TimeLine } from './time-line.ts';
import { type Clock, readClock } from './time-text.ts';
import { fixedZone, instantToWall, utcZone, wallToInstant, type Zone } from './zone.ts';

const dayMs = 86_400_000;

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
  /** The zone that a TZID means in this calendar; one that nobody knows is the other one, else the calendar's. */
  resolve(tzid: string, otherwise?: Zone): Zone;
  /** For times without a zone: the calendar's, or that of the begin that they belong to. */
  floating: Zone;
  /** The zone of the calendar, in which whole days are counted. */
  calendar: Zone;
}

/**
 * The times of a DTSTART, DTEND, RECURRENCE-ID, EXDATE or RDATE without periods.
 * @throws RecurrenceError `malformed_times`.
 */
export function readTimes(line: TimeLine, scope: ZoneScope): TimeValue[] {
  return line.values.map((text) => readTime(text, line, scope));
}

/**
 * One time with the zone of its line.
 * @throws RecurrenceError `malformed_times`.
 */
export function readTime(text: string, line: Pick<TimeLine, 'tzid' | 'value'>, scope: ZoneScope): TimeValue {
  const clock = readClock(text);
  if (clock === null) throw new RecurrenceError('malformed_times', 'An event has a date or time that cannot be read.');
  if (line.value === 'DATE' && !clock.isDate) return toDate(clock, scope);
  const { wallMs, isDate, isUtc, offsetMs } = clock;
  if (isDate) return { wallMs, isDate, isUtc: false, isFloating: false, zone: scope.floating };
  if (isUtc) return { wallMs, isDate, isUtc, isFloating: false, zone: utcZone };
  const named = line.tzid === null ? null : scope.resolve(line.tzid);
  if (offsetMs !== null) return withOffset(wallMs, offsetMs, named, scope.calendar);
  return { wallMs, isDate, isUtc: false, isFloating: named === null, zone: named ?? scope.floating };
}

/** The whole day of a time that says that it is one. In UTC, midnight is the date itself; else it is the local one. */
function toDate({ wallMs, isUtc, offsetMs }: Clock, scope: ZoneScope): TimeValue {
  const isInstant = isUtc && wallMs % dayMs !== 0;
  const local = isInstant ? instantToWall(scope.calendar, wallMs - (offsetMs ?? 0)) : wallMs;
  const day = Math.floor(local / dayMs) * dayMs;
  return { wallMs: day, isDate: true, isUtc: false, isFloating: false, zone: scope.floating };
}

/**
 * A time that is written with an offset: it repeats by its own zone if it names one, by that of the calendar if that has
 * this offset then, else by the offset.
 */
function withOffset(wallMs: number, offsetMs: number, named: Zone | null, calendar: Zone): TimeValue {
  const instant = wallMs - offsetMs;
  const likely = named ?? calendar;
  const zone = named !== null || likely.offsetAt(instant) === offsetMs ? likely : fixedZone(offsetMs);
  return { wallMs: instantToWall(zone, instant), isDate: false, isUtc: false, isFloating: false, zone };
}

/** The instant of a time in milliseconds; of a date its midnight. */
export function toInstant(value: TimeValue): number {
  return wallToInstant(value.zone, value.wallMs);
}
