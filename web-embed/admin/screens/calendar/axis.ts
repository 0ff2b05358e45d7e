import { addDays } from '../../../shared/month-grid.ts';
import { wallClock } from '../../../shared/time.ts';
import { type ClockChange, clockChange, dayStart, instantOf, minuteMs } from './wall-time.ts';

const DAY_MINUTES = 1440;

/**
 * The hours that several days have in common, from top to bottom, as clocks show them.
 *
 * Where a clock shows an hour twice, there are rows for it twice, and the other days have nothing there; an hour that is left
 * out is a row without a time on that day. So days of 23, 24 and 25 hours stand beside each other, and nothing covers anything else.
 */
export interface Axis {
  zone: string;
  /** In minutes. */
  length: number;
  /** What comes twice, and on which of the days. */
  twice: (ClockChange & { date: string }) | null;
}

/** A row of cells. */
export interface AxisRow {
  /** Where it begins, in minutes from the top of a whole day. */
  top: number;
  length: number;
  /** What a clock shows, in minutes since midnight. */
  wall: number;
  /** The second time that the clock shows it. */
  isSecond: boolean;
}

/** The axis of some days of a zone. Of two changes in the same days, which no zone has, the first one counts. */
export function createAxis(dates: readonly string[], zone: string): Axis {
  for (const date of dates) {
    const change = clockChange(date, zone);
    if (change !== null && change.minutes < 0)
      return { zone, length: DAY_MINUTES - change.minutes, twice: { ...change, date } };
  }
  return { zone, length: DAY_MINUTES, twice: null };
}

/** Where a wall-clock time is; the first of two. */
export function axisOf(axis: Axis, wall: number): number {
  return axis.twice !== null && wall >= axis.twice.at ? wall - axis.twice.minutes : wall;
}

/** Where an instant is on a date, in minutes from the top; before and after the date: its ends. */
export function placeOf(axis: Axis, date: string, instant: number): number {
  if (instant <= dayStart(date, axis.zone)) return 0;
  if (instant >= dayStart(addDays(date, 1), axis.zone)) return axis.length;
  const { minutes } = wallClock(instant, axis.zone);
  if (axis.twice?.date !== date) return axisOf(axis, minutes);
  return instant >= axis.twice.instant ? minutes - axis.twice.minutes : minutes;
}

/** The rows of a step between two hours; those that come twice with them. */
export function rowsOf(axis: Axis, step: number, firstHour: number, lastHour: number): AxisRow[] {
  const rows: AxisRow[] = [];
  const add = (from: number, until: number, by: number, shift: number, isSecond: boolean) => {
    for (let wall = from; wall < until; wall += by)
      rows.push({ top: wall + shift, length: Math.min(by, until - wall), wall, isSecond });
  };
  const [first, last] = [firstHour * 60, lastHour * 60];
  const { twice } = axis;
  if (twice === null) {
    add(first, last, step, 0, false);
    return rows;
  }
  const size = -twice.minutes;
  add(first, Math.min(last, twice.at), step, 0, false);
  const again = Math.max(first, twice.at - size);
  if (again < Math.min(last, twice.at)) add(again, Math.min(last, twice.at), Math.min(step, size), size, true);
  add(Math.max(first, twice.at), last, step, size, false);
  return rows;
}

/** When the cell of a row begins on a date; null: that day has no such time. */
export function cellStart(axis: Axis, date: string, row: AxisRow): number | null {
  const { twice, zone } = axis;
  if (row.isSecond) {
    if (twice === null || twice.date !== date) return null;
    return twice.instant + (row.wall - (twice.at + twice.minutes)) * minuteMs;
  }
  const instant = instantOf(date, row.wall, zone);
  const shown = wallClock(instant, zone);
  return shown.date === date && shown.minutes === row.wall ? instant : null;
}
