/** What a calendar of twelve months shows of the rows: marks on dates. Which of them wins is for the database to say. */
import { addDays, toUtc } from '../../../shared/month-grid.ts';
import { wallClock } from '../../../shared/time.ts';
import { type DayEntry, dayEntries } from './overrides.ts';
import type { BlockedPeriod, Lists } from './schedule.ts';
import { type TemporaryEntry, temporaryEntries } from './temporary.ts';

export type Mark =
  | { kind: 'open' | 'extra' | 'closed'; entry: DayEntry }
  | { kind: 'away'; period: BlockedPeriod }
  | { kind: 'temporary'; hours: TemporaryEntry };

export type MarkKind = Mark['kind'];

/** The first and last local date of a vacation or block. */
export function datesOf(period: BlockedPeriod, zone: string): { first: string; last: string } {
  const { start_date, end_date, starts_at, ends_at } = period;
  if (start_date !== null && end_date !== null) return { first: start_date, last: end_date };
  return {
    first: wallClock(Date.parse(starts_at ?? ''), zone).date,
    // What ends at midnight does not touch the day that begins then.
    last: wallClock(Date.parse(ends_at ?? '') - 1, zone).date,
  };
}

/** The marks of the dates from one to another, both included. */
export function marksBetween(lists: Lists, start: string, end: string, zone: string): Map<string, Mark[]> {
  const marks = new Map<string, Mark[]>();
  const put = (date: string, mark: Mark) => {
    if (date < start || date > end) return;
    const list = marks.get(date);
    if (list) list.push(mark);
    else marks.set(date, [mark]);
  };
  for (const entry of dayEntries(lists.overrides)) put(entry.date, { kind: entry.effect, entry });
  for (const period of lists.blocked_periods) {
    const { first, last } = datesOf(period, zone);
    for (let date = first > start ? first : start; date <= last && date <= end; date = addDays(date, 1))
      put(date, { kind: 'away', period });
  }
  for (const hours of temporaryEntries(lists.rules)) {
    const last = hours.until !== null && hours.until < end ? hours.until : end;
    for (
      let date = hours.from !== null && hours.from > start ? hours.from : start;
      date <= last;
      date = addDays(date, 1)
    )
      if (hours.days.includes(new Date(toUtc(date)).getUTCDay())) put(date, { kind: 'temporary', hours });
  }
  return marks;
}
