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
  const start = addDays(first, -daysIntoWeek(first, weekStart));
  const rows: string[][] = [];
  for (let at = 0; at < GRID_DAYS; at += 7) {
    rows.push(Array.from({ length: 7 }, (_, day) => addDays(start, at + day)));
  }
  return rows;
}

/**
 * The instants that may fall on a month's days in any zone at all (zones reach from −12 to +14 hours).
 *
 * Asking for this span makes a change of the zone free of requests.
 *
 * @returns milliseconds `[from, until)`
 */
export function monthSpan(month: string): { from: number; until: number } {
  const hour = 3_600_000;
  return { from: toUtc(`${month}-01`) - 14 * hour, until: toUtc(`${addMonths(month, 1)}-01`) + 12 * hour };
}
