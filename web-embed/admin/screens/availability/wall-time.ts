import type { Formats } from '../../../shared/formats.ts';
import { toUtc } from '../../../shared/month-grid.ts';
import { offsetMinutes } from '../../../shared/time.ts';

/** Times on the wall are minutes since midnight; 1440 is the end of the day. */

export const dayEnd = 1440;

/** Minutes of `HH:MM` or `HH:MM:SS`. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  return hours * 60 + minutes + seconds / 60;
}

/** `HH:MM:00`, as the database has it. */
export function timeOf(minutes: number): string {
  return `${clockText(minutes)}:00`;
}

/** `HH:MM` */
export function clockText(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(Math.floor(minutes % 60))}`;
}

const written = /^(\d{1,2})(?:[:.h]?(\d{2}))?\s*(?:([ap])\.?\s?m?\.?)?$/;

/** A time as people type it: `9`, `09:30`, `930`, `9.30`, `9 am`, `24:00`. Null: it is none. */
export function parseTime(text: string): number | null {
  const [, hourText, minuteText = '0', half] = written.exec(text.trim().toLowerCase().replace(/\s+/g, ' ')) ?? [];
  if (hourText === undefined) return null;
  const hour = Number(hourText);
  const minutes = Number(minuteText);
  if (minutes > 59 || (half !== undefined && (hour < 1 || hour > 12))) return null;
  const time = (half === undefined ? hour : (hour % 12) + (half === 'p' ? 12 : 0)) * 60 + minutes;
  return time <= dayEnd ? time : null;
}

/** The same for the end of a window: midnight is the end of the day there. */
export function parseEnd(text: string): number | null {
  const time = parseTime(text);
  return time === 0 ? dayEnd : time;
}

/** A time on the wall as the region writes it: `09:30`, `9:30 AM`, and `24:00` where days have 24 hours. */
export function wallText(minutes: number, formats: Formats): string {
  const text = (value: number) => formats.time(value * 60_000, 'UTC');
  if (minutes < dayEnd) return text(minutes);
  return /^0?0\D/.test(text(0)) ? text(0).replace(/^0?0/, '24') : text(0);
}

/** The same where there is little room: `9 AM` for a whole hour of the half day. */
export function shortWallText(minutes: number, formats: Formats): string {
  return wallText(minutes, formats).replace(/\D00(?=\s*\p{L})/u, '');
}

/** `09:00–12:30` */
export function spanText(start: number, end: number, formats: Formats): string {
  return `${wallText(start, formats)}–${wallText(end, formats)}`;
}

/**
 * The instant at which a clock on the wall of a zone shows a time: the first one of an hour that comes twice, and the same
 * distance from midnight where the hour does not come.
 *
 * @returns milliseconds
 */
export function instantOf(date: string, minutes: number, zone: string): number {
  const wall = toUtc(date) + minutes * 60_000;
  const day = 86_400_000;
  const before = wall - offsetMinutes(wall - day, zone) * 60_000;
  const after = wall - offsetMinutes(wall + day, zone) * 60_000;
  const isThere = (instant: number) => instant + offsetMinutes(instant, zone) * 60_000 === wall;
  const there = [before, after].filter(isThere);
  return there.length > 0 ? Math.min(...there) : before;
}
