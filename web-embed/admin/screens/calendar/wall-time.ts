import { addDays, toUtc } from '../../../shared/month-grid.ts';
import { offsetMinutes, wallClock } from '../../../shared/time.ts';

/** A minute in milliseconds. */
export const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** The first minute from `from` on at which `isLater` is true, which it stays until `until`. */
function firstMinute(from: number, until: number, isLater: (instant: number) => boolean): number {
  let [before, after] = [from, until];
  while (after - before > minuteMs) {
    const middle = before + Math.floor((after - before) / 2 / minuteMs) * minuteMs;
    if (isLater(middle)) after = middle;
    else before = middle;
  }
  return after;
}

const starts = new Map<string, number>();

/** The first instant of a date in a zone: not always midnight, because some clocks are put forward at midnight. */
export function dayStart(date: string, zone: string): number {
  const key = `${date} ${zone}`;
  let start = starts.get(key);
  if (start === undefined) {
    const utc = toUtc(date);
    start = firstMinute(utc - 15 * hourMs, utc + 13 * hourMs, (instant) => wallClock(instant, zone).date >= date);
    starts.set(key, start);
  }
  return start;
}

/** When a clock shows `minutes` since midnight of a date: the first of two times, and the later side of a gap. */
export function instantOf(date: string, minutes: number, zone: string): number {
  const wall = toUtc(date) + minutes * minuteMs;
  const [early, late] = [-24, 24].map((hours) => wall - offsetMinutes(wall + hours * hourMs, zone) * minuteMs);
  const isShown = (instant: number) => instant + offsetMinutes(instant, zone) * minuteMs === wall;
  return [early, late].find((instant) => instant !== undefined && isShown(instant)) ?? early ?? wall;
}

/** How a clock changes on a date. */
export interface ClockChange {
  /** The first instant of the new time. */
  instant: number;
  /** What the clock shows then if nothing had changed, in minutes since midnight. */
  at: number;
  /** By how much: 60 where an hour is left out, -60 where one comes twice. */
  minutes: number;
}

/** The change of the clock on a date; null on nearly all. */
export function clockChange(date: string, zone: string): ClockChange | null {
  const [start, end] = [dayStart(date, zone), dayStart(addDays(date, 1), zone)];
  const before = offsetMinutes(start, zone);
  const after = offsetMinutes(end - minuteMs, zone);
  if (before === after) return null;
  const instant = firstMinute(start, end, (each) => offsetMinutes(each, zone) === after);
  return { instant, at: wallClock(instant - minuteMs, zone).minutes + 1, minutes: after - before };
}

/** `HH:MM` of minutes since midnight, as fields of forms and settings have it. */
export function clockText(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Minutes since midnight of `HH:MM`. */
export function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
}
