/** Dates are strings `YYYY-MM-DD`, months `YYYY-MM`: both sort as text and have no zone. */

const DAY = 86_400_000;

/** A month always takes six rows, so that the page never changes its height between months. */
const GRID_DAYS = 42;

function fromUtc(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** Midnight UTC of a date in milliseconds: for arithmetic and for formats with `timeZone: 'UTC'` only. */
export function toUtc(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

/** The date `days` later (earlier when negative). */
export function addDays(date: string, days: number): string {
  return fromUtc(toUtc(date) + days * DAY);
}

/** The month `count` later (earlier when negative). */
export function addMonths(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return fromUtc(Date.UTC(year, number - 1 + count, 1)).slice(0, 7);
}

/** The same day of another month, or that month's last day when it is shorter. */
export function shiftMonth(date: string, count: number): string {
  const month = addMonths(date.slice(0, 7), count);
  const last = Number(addDays(`${addMonths(month, 1)}-01`, -1).slice(8));
  return `${month}-${String(Math.min(Number(date.slice(8)), last)).padStart(2, '0')}`;
}

/** The month of a date. */
export function monthOf(date: string): string {
  return date.slice(0, 7);
}

/** 0 = Sunday … 6 = Saturday. */
function weekday(date: string): number {
  return new Date(toUtc(date)).getUTCDay();
}

/** How many days a date is after the start of its week. */
export function daysIntoWeek(date: string, weekStart: number): number {
  return (weekday(date) - weekStart + 7) % 7;
}

/**
 * The 42 dates of a month's six week rows, neighbouring months' days included.
 *
 * @param month `YYYY-MM`
 * @param weekStart 0 = Sunday … 6 = Saturday
 */
export function monthGrid(month: string, weekStart: number): string[][] {
  const first = `${month}-01`;
  return weeksFrom(addDays(first, -daysIntoWeek(first, weekStart)));
}

function weeksFrom(start: string): string[][] {
  const rows: string[][] = [];
  for (let at = 0; at < GRID_DAYS; at += 7) {
    rows.push(Array.from({ length: 7 }, (_, day) => addDays(start, at + day)));
  }
  return rows;
}

/** What a month's grid shows: its six weeks, and the first and last date that can be chosen in it. */
export interface ShownWeeks {
  rows: string[][];
  first: string;
  last: string;
  /** The month is nearly over: the weeks from the current one on instead of those that are gone. */
  isFollowing: boolean;
}

/** With fewer days than this left of a month, the weeks that follow are shown with it. */
const FEW_DAYS = 14;

/**
 * What to show of a month: all of it or, when fewer than 14 days remain, six weeks from the current one on.
 *
 * @param month `YYYY-MM`
 * @param today `YYYY-MM-DD`
 */
export function shownWeeks(month: string, today: string, weekStart: number): ShownWeeks {
  const next = `${addMonths(month, 1)}-01`;
  const isFollowing = month === monthOf(today) && addDays(today, FEW_DAYS) > next;
  if (!isFollowing)
    return { rows: monthGrid(month, weekStart), first: `${month}-01`, last: addDays(next, -1), isFollowing };
  const first = addDays(today, -daysIntoWeek(today, weekStart));
  return { rows: weeksFrom(first), first, last: addDays(first, GRID_DAYS - 1), isFollowing };
}

/**
 * The instants that may fall on these dates in any zone at all (zones reach from −12 to +14 hours).
 *
 * Asking for this span makes a change of the zone free of requests.
 *
 * @param first The first date.
 * @param last The last date.
 * @returns milliseconds `[from, until)`
 */
export function dateSpan(first: string, last: string): { from: number; until: number } {
  const hour = 3_600_000;
  return { from: toUtc(first) - 14 * hour, until: toUtc(last) + 36 * hour };
}
