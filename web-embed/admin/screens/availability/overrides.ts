/** Overrides: what one enters at once is one entry, which is one date with an effect, a label and windows. */
import { addDays } from '../../../shared/month-grid.ts';
import type { Block } from './blocks.ts';
import { type Effect, newId, type Override } from './schedule.ts';
import { minutesOf, timeOf } from './wall-time.ts';
import type { Level } from './weekly.ts';

export interface DayChange {
  level: Level;
  effect: Effect;
  /** None: the whole day, for `closed` only. */
  windows: readonly Block[];
  label: string | null;
}

export interface DayEntry extends DayChange {
  /** The ids of its overrides. */
  ids: string[];
  date: string;
}

function windowOf({ start_time, end_time }: Override): Block[] {
  return start_time === null || end_time === null ? [] : [{ start: minutesOf(start_time), end: minutesOf(end_time) }];
}

/** The overrides of all levels by date. */
export function dayEntries(overrides: readonly Override[]): DayEntry[] {
  const groups = Map.groupBy(overrides, (row) =>
    JSON.stringify([row.override_date, row.event_type_id, row.effect, row.label, row.start_time === null]),
  );
  return [...groups.values()]
    .map((rows) => {
      const [first] = rows as [Override];
      return {
        ids: rows.map(({ id }) => id),
        level: first.event_type_id,
        date: first.override_date,
        effect: first.effect,
        windows: rows.flatMap(windowOf).toSorted((one, other) => one.start - other.start),
        label: first.label,
      };
    })
    .toSorted((one, other) => one.date.localeCompare(other.date));
}

/** At most so many dates are changed at once: a year and a day. */
export const maxDates = 366;

/** The dates from one to another, both included; none where the last one is before the first. */
export function datesBetween(first: string, last: string): string[] {
  const dates: string[] = [];
  for (let date = first; date <= last && dates.length <= maxDates; date = addDays(date, 1)) dates.push(date);
  return dates;
}

/** With a change on some dates, instead of a former entry (null: besides the others). Rows that can keep their id do. */
export function putDays(
  overrides: readonly Override[],
  former: DayEntry | null,
  dates: readonly string[],
  change: DayChange,
): Override[] {
  const gone = new Set(former?.ids);
  const free = overrides.filter(({ id }) => gone.has(id)).map(({ id }) => id);
  const windows: readonly (Block | null)[] = change.windows.length > 0 ? change.windows : [null];
  const rows = dates.flatMap((date) =>
    windows.map(
      (window): Override => ({
        id: free.shift() ?? newId(),
        event_type_id: change.level,
        override_date: date,
        effect: change.effect,
        start_time: window && timeOf(window.start),
        end_time: window && timeOf(window.end),
        label: change.label,
      }),
    ),
  );
  return [...overrides.filter(({ id }) => !gone.has(id)), ...rows];
}

/** A public holiday, as the service lists them. */
export interface Holiday {
  date: string;
  name: string;
}

/** Whether a date is closed as a whole already, for a level. */
export function isClosed(overrides: readonly Override[], level: Level, date: string): boolean {
  return overrides.some(
    (row) =>
      row.override_date === date &&
      row.effect === 'closed' &&
      row.start_time === null &&
      (row.event_type_id === null || row.event_type_id === level),
  );
}

/** With holidays as closed days, those that are closed already left out. */
export function closeHolidays(overrides: readonly Override[], level: Level, holidays: readonly Holiday[]): Override[] {
  return holidays.reduce<Override[]>(
    (list, { date, name }) =>
      isClosed(list, level, date)
        ? list
        : putDays(list, null, [date], { level, effect: 'closed', windows: [], label: name.slice(0, 200) }),
    [...overrides],
  );
}
