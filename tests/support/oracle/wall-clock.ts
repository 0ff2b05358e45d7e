/**
 * Wall clocks by `Intl` alone. Instants are whole minutes since 1970-01-01T00:00Z, local days are whole days since
 * 1970-01-01 of the local calendar, so that everything else in the oracle is integer arithmetic.
 */
const QUARTERS_A_YEAR = 366 * 96;
const formatters = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<number, Int16Array>>();
const UNKNOWN = -32768;

/** Minutes since the epoch of an ISO 8601 instant; seconds are cut off. */
export function minuteOf(instant: string): number {
  return Math.floor(secondOf(instant) / 60);
}

/** Minutes since the epoch, rounded up when the instant has seconds. */
export function minuteAfter(instant: string): number {
  return Math.ceil(secondOf(instant) / 60);
}

/** Milliseconds are never configured, so seconds are exact. */
export function secondOf(instant: string): number {
  const milliseconds = Date.parse(instant);
  if (Number.isNaN(milliseconds)) throw new Error(`not an instant: ${instant}`);
  return milliseconds / 1000;
}

/** ISO 8601 with seconds and Z, the form of the public functions. */
export function instantOf(minute: number): string {
  return `${new Date(minute * 60_000).toISOString().slice(0, 19)}Z`;
}

/** Days since the epoch of a date 'YYYY-MM-DD'. */
export function dayOf(date: string): number {
  const milliseconds = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(milliseconds)) throw new Error(`not a date: ${date}`);
  return milliseconds / 86_400_000;
}

/** 'YYYY-MM-DD' of a day number. */
export function dateOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** 'HH:MM' of a minute of the day, 1440 being '24:00'. */
export function timeOf(minuteOfDay: number): string {
  return `${String(Math.floor(minuteOfDay / 60)).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`;
}

/** Minute of the day of 'HH:MM', '24:00' being 1440. */
export function minuteOfDayOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** 0 = Sunday .. 6 = Saturday; 1970-01-01 was a Thursday. */
export function dayOfWeek(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** The Monday of the ISO week that a day lies in. */
export function mondayOf(day: number): number {
  return day - ((dayOfWeek(day) + 6) % 7);
}

/**
 * Minutes that the wall clock of a zone is ahead of UTC in a given minute.
 * Asked once for each quarter of an hour and kept: every change of a clock since 1972 lies on a quarter.
 */
export function offsetAt(zone: string, minute: number): number {
  const quarter = Math.floor(minute / 15);
  const year = Math.floor(quarter / QUARTERS_A_YEAR);
  const known = yearOf(zone, year);
  const index = quarter - year * QUARTERS_A_YEAR;
  const cached = known[index];
  if (cached !== undefined && cached !== UNKNOWN) return cached;
  const offset = askIntl(zone, quarter * 15);
  known[index] = offset;
  return offset;
}

let last: { zone: string; year: number; known: Int16Array } = { zone: '', year: 0, known: new Int16Array() };

/** What is known of a year; mostly the same is asked for as before. */
function yearOf(zone: string, year: number): Int16Array {
  if (last.zone === zone && last.year === year) return last.known;
  let byYear = offsets.get(zone);
  if (!byYear) {
    byYear = new Map();
    offsets.set(zone, byYear);
  }
  let known = byYear.get(year);
  if (!known) {
    known = new Int16Array(QUARTERS_A_YEAR).fill(UNKNOWN);
    byYear.set(year, known);
  }
  last = { zone, year, known };
  return known;
}

/** Minutes since the epoch that the wall clock of a zone shows, read as if it were UTC. */
export function localMinute(zone: string, minute: number): number {
  return minute + offsetAt(zone, minute);
}

/** The local date of a minute in a zone, as a day number. */
export function localDay(zone: string, minute: number): number {
  return Math.floor(localMinute(zone, minute) / 1440);
}

/** A change of a zone's offset: the first minute of the new offset and both offsets. */
export interface ClockChange {
  minute: number;
  before: number;
  after: number;
}

/** Every change of the clock in a zone from the first day of one year to the last day of another, found day by day, by quarters, then to the minute. */
export function clockChanges(zone: string, fromYear: number, toYear: number): ClockChange[] {
  const changes: ClockChange[] = [];
  const end = Date.UTC(toYear + 1, 0, 1) / 60_000;
  let previous = offsetAt(zone, Date.UTC(fromYear, 0, 1) / 60_000);
  for (let minute = Date.UTC(fromYear, 0, 1) / 60_000; minute < end; minute += 1440) {
    const atEnd = offsetAt(zone, minute + 1440);
    if (atEnd === previous) continue;
    let quarter = minute;
    while (offsetAt(zone, quarter + 15) === previous) quarter += 15;
    let first = quarter + 1;
    while (askIntl(zone, first) === previous) first += 1;
    changes.push({ minute: first, before: previous, after: askIntl(zone, first) });
    previous = atEnd;
  }
  return changes;
}

function askIntl(zone: string, minute: number): number {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    formatters.set(zone, formatter);
  }
  // en-US writes MM/DD/YYYY, HH:MM in fixed places; cutting the text is several times faster than formatToParts
  const text = formatter.format(minute * 60_000);
  const local = Date.UTC(
    Number(text.slice(6, 10)),
    Number(text.slice(0, 2)) - 1,
    Number(text.slice(3, 5)),
    Number(text.slice(12, 14)),
    Number(text.slice(15, 17)),
  );
  return local / 60_000 - minute;
}
