import type { Rule } from './hosts-api.ts';
import { isWeekly } from './hosts-api.ts';

/** A week that is the same every day: on which days, from when until when. */
export interface PlainWeek {
  /** 0 = Sunday. */
  days: readonly number[];
  /** `09:00` */
  start: string;
  /** `17:00`; `24:00` is the end of the day. */
  end: string;
}

/** What a new one begins with: Monday to Friday, 9 to 17. */
export const usualWeek: PlainWeek = { days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00' };

/** The rows of a week. */
export function rulesOf({ days, start, end }: PlainWeek): Rule[] {
  return days.map((day) => ({
    event_type_id: null,
    day_of_week: day,
    start_time: start,
    end_time: end,
    valid_from: null,
    valid_until: null,
  }));
}

/** A host's weekly hours as a plain week; null: they are more than that; without any, the usual week. */
export function plainWeekOf(rules: readonly Rule[]): PlainWeek | null {
  const weekly = rules.filter(isWeekly);
  const [first] = weekly;
  if (first === undefined) return usualWeek;
  const days = weekly.map((rule) => rule.day_of_week).toSorted((a, b) => a - b);
  const isAlike = weekly.every((rule) => rule.start_time === first.start_time && rule.end_time === first.end_time);
  if (!isAlike || new Set(days).size < days.length) return null;
  return { days, start: first.start_time.slice(0, 5), end: first.end_time.slice(0, 5) };
}

/** What is wrong with a week, in a sentence; null: nothing. The database decides; this is said before it is asked. */
export function weekFault({ days, start, end }: PlainWeek): string | null {
  if (days.length === 0) return 'Choose at least one day.';
  if (!/^\d\d:\d\d$/.test(start) || !/^\d\d:\d\d$/.test(end)) return 'Enter both times.';
  return end > start ? null : 'The end has to be after the start.';
}

export function isSameWeek(a: PlainWeek, b: PlainWeek): boolean {
  return a.start === b.start && a.end === b.end && a.days.toSorted().join() === b.days.toSorted().join();
}
