import type { Formats } from '../../../shared/formats.ts';
import { addDays } from '../../../shared/month-grid.ts';
import { wallClock } from '../../../shared/time.ts';
import type { Block } from './blocks.ts';
import type { DayChange } from './overrides.ts';
import {
  type BlockedPeriod,
  changesBetween,
  type Effect,
  isUnchanged,
  type Lists,
  type Override,
  type Rule,
} from './schedule.ts';
import { type TemporaryHours, weeksOf } from './temporary.ts';
import { minutesOf, spanText } from './wall-time.ts';
import { datesOf, type Mark } from './year-marks.ts';

/** The name of a day of the week, 0 = Sunday. */
export function dayName(day: number, formats: Formats, width: 'long' | 'short' = 'long'): string {
  // The fourth of January 1970 was a Sunday.
  return formats.weekday(addDays('1970-01-04', day), width);
}

/** `09:00–12:00, 13:00–17:00`, or `closed`. */
export function blocksText(blocks: readonly Block[], formats: Formats): string {
  return blocks.map(({ start, end }) => spanText(start, end, formats)).join(', ') || 'closed';
}

/** `a, b and c` */
export function listText(parts: readonly string[], formats: Formats): string {
  return new Intl.ListFormat(formats.locale, { type: 'conjunction' }).format(parts);
}

export const effectNames: Readonly<Record<Effect, string>> = {
  closed: 'Closed',
  open: 'Other hours',
  extra: 'Extra hours',
};

/** What is different on a date: `Closed`, `Open 10:00–14:00 only`, `Also open 18:00–20:00`. */
export function changeText({ effect, windows }: Pick<DayChange, 'effect' | 'windows'>, formats: Formats): string {
  if (windows.length === 0) return 'Closed all day';
  const times = blocksText(windows, formats);
  if (effect === 'closed') return `Closed ${times}`;
  return effect === 'open' ? `Open ${times} only` : `Also open ${times}`;
}

const withLabel = (text: string, label: string | null) => (label ? `${text} (${label})` : text);

/** `Saturday 09:00–12:00` on which days, `4 weeks from Sat 5 Dec`. */
export function temporaryDays({ days, windows }: TemporaryHours, formats: Formats): string {
  const order = days.toSorted(
    (one, other) => ((one - formats.weekStart + 7) % 7) - ((other - formats.weekStart + 7) % 7),
  );
  const names = order.map((day) => dayName(day, formats, days.length > 2 ? 'short' : 'long'));
  return `${listText(names, formats)} ${blocksText(windows, formats)}`;
}

export function temporarySpan(hours: TemporaryHours, formats: Formats): string {
  const { from, until } = hours;
  if (from === null) return `until ${formats.fullDay(until ?? '')}`;
  if (until === null) return `from ${formats.fullDay(from)} on`;
  const weeks = weeksOf(hours);
  const dates = `${formats.shortDay(from)} – ${formats.shortDay(until)} ${until.slice(0, 4)}`;
  return weeks === null ? dates : `${weeks === 1 ? '1 week' : `${weeks} weeks`}, ${dates}`;
}

/** When somebody is away: `Mon 7 Dec – Fri 18 Dec 2026`, `Mon 7 Dec 2026, 12:00–14:30`. */
export function periodText(period: BlockedPeriod, zone: string, formats: Formats): string {
  const { first, last } = datesOf(period, zone);
  const year = last.slice(0, 4);
  if (period.starts_at === null || period.ends_at === null)
    return first === last
      ? `${formats.shortDay(first)} ${year}`
      : `${formats.shortDay(first)} – ${formats.shortDay(last)} ${year}`;
  const time = (instant: string) => formats.time(Date.parse(instant), zone);
  const begin = `${formats.shortDay(first)}${first === last ? ` ${year}` : ''}, ${time(period.starts_at)}`;
  if (first === last) return `${begin}–${time(period.ends_at)}`;
  const end = wallClock(Date.parse(period.ends_at), zone).date;
  return `${begin} – ${formats.shortDay(end)} ${end.slice(0, 4)}, ${time(period.ends_at)}`;
}

export const periodNames: Readonly<Record<BlockedPeriod['kind'], string>> = { vacation: 'Vacation', block: 'Blocked' };

/** A mark of the calendar of a year, as a part of the name of its day. */
export function markText(mark: Mark, formats: Formats): string {
  switch (mark.kind) {
    case 'away':
      return withLabel(periodNames[mark.period.kind], mark.period.reason);
    case 'temporary':
      return withLabel(`Temporary hours ${blocksText(mark.hours.windows, formats)}`, mark.hours.label);
    default:
      return withLabel(changeText(mark.entry, formats), mark.entry.label);
  }
}

/** What rows are called by, for lists of what changed. */
export interface RowWords {
  formats: Formats;
  zone: string;
  /** The title of an event type; nothing for all of them. */
  titleOf: (level: string | null) => string | null;
}

const windowText = (start: string, end: string, formats: Formats) =>
  spanText(minutesOf(start), minutesOf(end), formats);

function ruleText(rule: Rule, formats: Formats): string {
  const text = `${dayName(rule.day_of_week, formats)} ${windowText(rule.start_time, rule.end_time, formats)}`;
  if (rule.valid_from === null && rule.valid_until === null) return text;
  const span = { level: null, days: [], windows: [], from: rule.valid_from, until: rule.valid_until, label: null };
  return withLabel(`${text}, ${temporarySpan(span, formats)}`, rule.label);
}

function overrideText(row: Override, formats: Formats): string {
  const windows =
    row.start_time === null || row.end_time === null
      ? []
      : [{ start: minutesOf(row.start_time), end: minutesOf(row.end_time) }];
  const text = changeText({ effect: row.effect, windows }, formats);
  return withLabel(`${formats.shortDay(row.override_date)} ${row.override_date.slice(0, 4)}: ${text}`, row.label);
}

/** What is different between two versions, a line for each row: what is there now, and what is no longer. */
export function differences(before: Lists, after: Lists, { formats, zone, titleOf }: RowWords): string[] {
  const lines = <T extends { id: string; event_type_id: string | null }>(
    rows: readonly [readonly T[], readonly T[]],
    text: (row: T) => string,
  ) => {
    const named = (row: T) => [titleOf(row.event_type_id), text(row)].filter(Boolean).join(': ');
    const { added, removed, changed } = changesBetween(...rows);
    return [
      ...added.map((row) => `Added: ${named(row)}`),
      ...changed.map(({ from, to }) => `Changed: ${named(from)} to ${text(to)}`),
      ...removed.map((row) => `Removed: ${named(row)}`),
    ];
  };
  return [
    ...lines([before.rules, after.rules], (row) => ruleText(row, formats)),
    ...lines([before.overrides, after.overrides], (row) => overrideText(row, formats)),
    ...lines([before.blocked_periods, after.blocked_periods], (row) =>
      withLabel(`${periodNames[row.kind]} ${periodText(row, zone, formats)}`, row.reason),
    ),
  ];
}

/** What has changed, in a few words: `weekly hours, 2 dates and 1 absence`. */
export function changedParts(before: Lists, after: Lists, formats: Formats): string {
  const size = ({ added, removed, changed }: ReturnType<typeof changesBetween>) =>
    added.length + removed.length + changed.length;
  const isWeekly = (rule: Rule) => rule.valid_from === null && rule.valid_until === null;
  const rules = (keep: (rule: Rule) => boolean) => changesBetween(before.rules.filter(keep), after.rules.filter(keep));
  const dates = size(changesBetween(before.overrides, after.overrides));
  const away = size(changesBetween(before.blocked_periods, after.blocked_periods));
  const parts = [
    isUnchanged(rules(isWeekly)) ? '' : 'weekly hours',
    isUnchanged(rules((rule) => !isWeekly(rule))) ? '' : 'temporary hours',
    dates === 0 ? '' : dates === 1 ? '1 date' : `${dates} dates`,
    away === 0 ? '' : away === 1 ? '1 absence' : `${away} absences`,
  ].filter(Boolean);
  return listText(parts, formats);
}
