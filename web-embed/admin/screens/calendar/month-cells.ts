import { addDays } from '../../../shared/month-grid.ts';
import { wallClock } from '../../../shared/time.ts';
import type { CalendarRange } from './calendar-api.ts';
import { type CalendarWords, countText } from './calendar-words.ts';
import type { CalendarItem, ItemKind } from './items.ts';

/** What a day of the month has, by the four marks. */
export interface DayCounts {
  free: number;
  booking: number;
  blocked: number;
  external: number;
}

export interface MonthCell {
  date: string;
  isInMonth: boolean;
  isToday: boolean;
  counts: DayCounts;
  /** What is on it, the earliest first. */
  items: CalendarItem[];
}

/** The days of six weeks with what is on them. */
export function layMonth(
  range: CalendarRange | null,
  items: readonly CalendarItem[],
  dates: readonly string[],
  month: string,
  today: string,
  hidden: ReadonlySet<ItemKind>,
): MonthCell[] {
  const zone = range?.view.time_zone ?? 'UTC';
  const cells = dates.map(
    (date): MonthCell => ({
      date,
      isInMonth: date.startsWith(month),
      isToday: date === today,
      counts: { free: 0, booking: 0, blocked: 0, external: 0 },
      items: [],
    }),
  );
  const byDate = new Map(cells.map((cell) => [cell.date, cell]));
  for (const start of new Set([...(range?.free.values() ?? [])].flat())) {
    const cell = byDate.get(wallClock(start, zone).date);
    if (cell) cell.counts.free += 1;
  }
  const [first = '', last = ''] = [dates[0], dates.at(-1)];
  for (const item of items) {
    if (hidden.has(item.kind)) continue;
    const from = item.days?.first ?? wallClock(item.start, zone).date;
    // Until midnight is not on the next day.
    const until = item.days?.last ?? wallClock(Math.max(item.start, item.end - 1), zone).date;
    // biome-ignore lint/complexity/useMathMinMax: dates are texts.
    for (let date = from < first ? first : from; date <= until && date <= last; date = addDays(date, 1)) {
      const cell = byDate.get(date);
      if (!cell) continue;
      cell.counts[item.kind] += 1;
      cell.items.push(item);
    }
  }
  return cells;
}

/** What a screen reader says of a day of the month. */
export function monthCellText({ date, isToday, counts }: MonthCell, words: CalendarWords, isKnown: boolean): string {
  const parts = [words.day(date)];
  if (isToday) parts.push('today');
  if (!isKnown) return parts.join(', ');
  if (counts.booking > 0) parts.push(countText(counts.booking, 'booking'));
  if (counts.free > 0) parts.push(countText(counts.free, 'free time'));
  if (counts.blocked > 0) parts.push(countText(counts.blocked, 'block'));
  if (counts.external > 0) parts.push(countText(counts.external, 'external event'));
  if (parts.length === (isToday ? 2 : 1)) parts.push('nothing, no free time');
  return parts.join(', ');
}
