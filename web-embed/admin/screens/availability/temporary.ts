/** Temporary hours: rules with dates. What one enters at once is one entry: the same hours on some weekdays, for a time. */
import { addDays, toUtc } from '../../../shared/month-grid.ts';
import type { Block } from './blocks.ts';
import { newId, type Rule } from './schedule.ts';
import { timeOf } from './wall-time.ts';
import { blockOf, type Level } from './weekly.ts';

export interface TemporaryHours {
  level: Level;
  days: number[];
  windows: Block[];
  /** One of the two may be null: open on that side. */
  from: string | null;
  until: string | null;
  label: string | null;
}

export interface TemporaryEntry extends TemporaryHours {
  /** The ids of its rules. */
  ids: string[];
}

const isTemporary = (rule: Rule) => rule.valid_from !== null || rule.valid_until !== null;
const windowKey = ({ start, end }: Block) => `${start}-${end}`;

/** The temporary hours of all levels, the first ones first. */
export function temporaryEntries(rules: readonly Rule[]): TemporaryEntry[] {
  const days = Map.groupBy(rules.filter(isTemporary), (rule) =>
    JSON.stringify([rule.event_type_id, rule.valid_from, rule.valid_until, rule.label, rule.day_of_week]),
  );
  const alike = Map.groupBy(days.values(), (rows) => {
    const [{ event_type_id, valid_from, valid_until, label }] = rows as [Rule];
    return JSON.stringify([event_type_id, valid_from, valid_until, label, rows.map(blockOf).map(windowKey).sort()]);
  });
  return [...alike.values()]
    .map((lists) => {
      const [first] = lists as [[Rule]];
      return {
        ids: lists.flat().map(({ id }) => id),
        level: first[0].event_type_id,
        days: lists.map(([rule]) => rule?.day_of_week ?? 0).toSorted(),
        windows: first.map(blockOf).toSorted((one, other) => one.start - other.start),
        from: first[0].valid_from,
        until: first[0].valid_until,
        label: first[0].label,
      };
    })
    .toSorted((one, other) => (one.from ?? '').localeCompare(other.from ?? ''));
}

/** With an entry instead of a former one (null: besides the others). Rules that stay alike keep their id. */
export function putTemporary(rules: readonly Rule[], former: TemporaryEntry | null, next: TemporaryHours): Rule[] {
  const gone = new Set(former?.ids);
  const free = rules.filter(({ id }) => gone.has(id));
  const rows = next.days.flatMap((day) =>
    next.windows.map((window): Rule => {
      const index = free.findIndex((rule) => rule.day_of_week === day);
      const [kept] = index < 0 ? [] : free.splice(index, 1);
      return {
        id: kept?.id ?? newId(),
        event_type_id: next.level,
        day_of_week: day,
        start_time: timeOf(window.start),
        end_time: timeOf(window.end),
        valid_from: next.from,
        valid_until: next.until,
        label: next.label,
      };
    }),
  );
  return [...rules.filter(({ id }) => !gone.has(id)), ...rows];
}

/** The last day of so many weeks. */
export function lastDay(from: string, weeks: number): string {
  return addDays(from, weeks * 7 - 1);
}

/** How many whole weeks two dates are, both included; null: they are not. */
export function weeksOf({ from, until }: Pick<TemporaryHours, 'from' | 'until'>): number | null {
  if (from === null || until === null) return null;
  const weeks = (toUtc(until) - toUtc(from) + 86_400_000) / (7 * 86_400_000);
  return Number.isInteger(weeks) && weeks > 0 ? weeks : null;
}
