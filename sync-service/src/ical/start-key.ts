import { type TimeValue, toInstant } from './value.ts';
import { instantToWall, type Zone } from './zone.ts';

const dayMs = 86_400_000;

/** Returns what distinguishes the occurrences of a series: their original start, `yyyymmddThhmmssZ` or `yyyymmdd`. */
export function keyOf(time: TimeValue): string {
  const iso = new Date(time.isDate ? time.wallMs : toInstant(time)).toISOString();
  const [date = '', clock = ''] = iso.split('T');
  const day = date.replaceAll('-', '');
  return time.isDate ? day.slice(0, 8) : `${day}T${clock.slice(0, 2)}${clock.slice(3, 5)}${clock.slice(6, 8)}Z`;
}

/**
 * The local date of a time, as its midnight on a UTC carrier. In UTC whole days are written in two ways: as midnight UTC,
 * which is the date itself, or as the instant of the local midnight.
 */
export function localDate(time: TimeValue, allDayZone: Zone): number {
  const isInstant = time.isUtc && time.wallMs % dayMs !== 0;
  const wallMs = isInstant ? instantToWall(allDayZone, time.wallMs) : time.wallMs;
  return Math.floor(wallMs / dayMs) * dayMs;
}

/** Puts a time of another kind into the series' kind: a date gets its time of day, a time becomes its date. */
export function likeStart(time: TimeValue, start: TimeValue, allDayZone: Zone): TimeValue {
  if (time.isDate === start.isDate) return time;
  const date = localDate(time, allDayZone);
  return { ...start, wallMs: start.isDate ? date : date + (start.wallMs - Math.floor(start.wallMs / dayMs) * dayMs) };
}

/** Moves a start as an override moved the one that it replaces, by wall time. */
export function shift(start: TimeValue, replaced: TimeValue, moved: TimeValue): TimeValue {
  if (!start.isDate && !moved.isDate) {
    const byMs = instantToWall(start.zone, toInstant(moved)) - instantToWall(start.zone, toInstant(replaced));
    return { ...start, wallMs: instantToWall(start.zone, toInstant(start)) + byMs };
  }
  const byMs = moved.wallMs - replaced.wallMs;
  const wallMs = start.wallMs + byMs;
  return { ...moved, wallMs: moved.isDate ? Math.floor(wallMs / dayMs) * dayMs : wallMs };
}
