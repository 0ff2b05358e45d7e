/** What a preview of `preview_slots` says, by day and in words. The slots themselves are the database's. */
import { toUtc } from '../../../shared/month-grid.ts';
import { isoOf, wallClock } from '../../../shared/time.ts';
import { changesBetween, type Lists } from './schedule.ts';

export interface Preview {
  lost: { start: string; end: string }[];
  gained: { start: string; end: string }[];
  /** Ids of bookings that would be outside of the hours. */
  bookings_outside: string[];
  /** More than could be looked at: the rest is not known. */
  truncated_at?: string;
}

export interface DayDifference {
  date: string;
  lost: number;
  gained: number;
}

/** How many times each day loses and gains, in a zone. */
export function differencesByDay({ lost, gained }: Preview, zone: string): DayDifference[] {
  const days = new Map<string, DayDifference>();
  const count = (kind: 'lost' | 'gained', start: string) => {
    const { date } = wallClock(Date.parse(start), zone);
    const day = days.get(date) ?? { date, lost: 0, gained: 0 };
    day[kind] += 1;
    days.set(date, day);
  };
  for (const { start } of lost) count('lost', start);
  for (const { start } of gained) count('gained', start);
  return [...days.values()].toSorted((one, other) => one.date.localeCompare(other.date));
}

/** `1 time`, `12 times` */
function timesText(count: number): string {
  return count === 1 ? '1 time' : `${count} times`;
}

/** `12 times lost, 4 gained`, or that nothing changes. */
export function differenceText(lost: number, gained: number): string {
  if (lost === 0 && gained === 0) return 'No times lost or gained';
  if (gained === 0) return `${timesText(lost)} lost`;
  if (lost === 0) return `${timesText(gained)} gained`;
  return `${timesText(lost)} lost, ${gained} gained`;
}

const DAY = 86_400_000;
const usualDays = 56;
/** What `preview_slots` looks at. */
const maxDays = 400;

export interface PreviewRange {
  start: string;
  end: string;
  /** For example `in the next 8 weeks`. */
  isUsual: boolean;
  /** The last date that is looked at. */
  last: string;
}

/** The next eight weeks, and further if something changes later, so that bookings there are not overlooked. */
export function previewRange(before: Lists, after: Lists, now: number): PreviewRange {
  const dates = [
    ...touched(changesBetween(before.rules, after.rules)).flatMap(({ valid_from, valid_until }) => [
      valid_until ?? valid_from,
    ]),
    ...touched(changesBetween(before.overrides, after.overrides)).map(({ override_date }) => override_date),
    ...touched(changesBetween(before.blocked_periods, after.blocked_periods)).map(
      ({ end_date, ends_at }) => end_date ?? ends_at?.slice(0, 10),
    ),
  ].filter((date) => typeof date === 'string');
  const usual = now + usualDays * DAY;
  // Two days more: the date is one of a zone.
  const wanted = Math.max(usual, ...dates.map((date) => toUtc(date) + 2 * DAY));
  const end = Math.min(wanted, now + maxDays * DAY);
  return { start: isoOf(now), end: isoOf(end), isUsual: end === usual, last: isoOf(end).slice(0, 10) };
}

function touched<T>({ added, removed, changed }: { added: T[]; removed: T[]; changed: { from: T; to: T }[] }): T[] {
  return [...added, ...removed, ...changed.flatMap(({ from, to }) => [from, to])];
}

/** The event types whose slots may change: all of them if something of the host does, else those with a row that does. */
export function concernedTypes(before: Lists, after: Lists, typeIds: readonly string[]): string[] {
  const levels = new Set(
    [
      ...touched(changesBetween(before.rules, after.rules)),
      ...touched(changesBetween(before.overrides, after.overrides)),
      ...touched(changesBetween(before.blocked_periods, after.blocked_periods)),
    ].map(({ event_type_id }) => event_type_id),
  );
  return levels.has(null) ? [...typeIds] : typeIds.filter((id) => levels.has(id));
}
