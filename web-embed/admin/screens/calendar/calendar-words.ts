import { createFormats, type Formats, localeFor } from '../../../shared/formats.ts';
import { addDays, addMonths, toUtc } from '../../../shared/month-grid.ts';
import { wallClock } from '../../../shared/time.ts';
import { kindOf } from '../../words.ts';
import type { CalendarItem } from './items.ts';

export type CalendarViewName = 'month' | 'week' | 'day';

/** How the calendar writes days and times: in English, as at home. */
export interface CalendarWords extends Formats {
  /** `23–29 November 2026` */
  days(first: string, last: string): string;
  /** `09:00–10:30`, or with the days where it goes over midnight. */
  span(start: number, end: number, zone: string): string;
}

export function createWords(languages: readonly string[]): CalendarWords {
  const formats = createFormats(localeFor('en', languages));
  const range = new Intl.DateTimeFormat(formats.locale, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    calendar: 'gregory',
    timeZone: 'UTC',
  });
  return {
    ...formats,
    days: (first, last) =>
      range
        .formatRange(toUtc(first), toUtc(last))
        .replace(/(\d)\s–\s(\d)/u, '$1–$2')
        .replaceAll('\u2009', ' '),
    span(start, end, zone) {
      const [from, until] = [formats.time(start, zone), formats.time(end, zone)];
      const [first, last] = [wallClock(start, zone).date, wallClock(end, zone)];
      // Until midnight is until the end of the day.
      const lastDay = last.minutes === 0 ? addDays(last.date, -1) : last.date;
      if (first === lastDay) return `${from}–${until}`;
      return `${formats.shortDay(first)}, ${from} – ${formats.shortDay(last.date)}, ${until}`;
    },
  };
}

/** The days that a view shows of a date, in rows of a week for months. */
export function shownDates(view: CalendarViewName, date: string, weekStart: number, grid: () => string[][]): string[] {
  if (view === 'day') return [date];
  if (view === 'month') return grid().flat();
  const into = (new Date(toUtc(date)).getUTCDay() - weekStart + 7) % 7;
  return Array.from({ length: 7 }, (_, day) => addDays(date, day - into));
}

/** What is over the calendar: `November 2026`, `23–29 November 2026`, `Tuesday 24 November 2026`. */
export function headingOf(
  view: CalendarViewName,
  date: string,
  dates: readonly string[],
  words: CalendarWords,
): string {
  if (view === 'month') return words.month(date.slice(0, 7));
  if (view === 'day') return words.fullDay(date);
  return words.days(dates[0] ?? date, dates.at(-1) ?? date);
}

/** The date that the next or previous month, week or day is shown by. */
export function stepDate(view: CalendarViewName, date: string, by: 1 | -1): string {
  if (view === 'month') return `${addMonths(date.slice(0, 7), by)}-01`;
  return addDays(date, view === 'week' ? 7 * by : by);
}

/** Where an item comes from: `Synced from Google Calendar`. */
function sourceText({ source }: CalendarItem): string | null {
  if (source.is === 'event') return `Synced from ${kindOf(source.event.provider)}`;
  if (source.is === 'elsewhere') return `Booked with ${source.booking.host.display_name || source.booking.host.slug}`;
  return null;
}

/** A letter or two for where an external item comes from. */
export function sourceBadge({ source }: CalendarItem): string | null {
  if (source.is !== 'event') return null;
  const badges: Record<string, string> = { google: 'G', microsoft: 'M', apple: 'A', caldav: 'C', ics: 'F' };
  return badges[source.event.provider] ?? null;
}

/** What an item is, in a word or two. */
export function kindText(item: CalendarItem): string {
  const { source } = item;
  if (source.is === 'booking') return item.isLoose ? 'Request' : 'Booking';
  if (source.is === 'session') return 'Session';
  if (source.is === 'block') return 'Blocked';
  if (source.is === 'elsewhere') return 'Booking elsewhere';
  return item.isLoose ? 'External event that takes no time' : 'External event';
}

/** All of an item in a line, for its accessible name and its tooltip. */
export function itemText(item: CalendarItem, words: CalendarWords, zone: string): string {
  const parts = [`${kindText(item)}: ${item.name}`];
  if (item.days === null) parts.push(words.span(item.start, item.end, zone));
  else if (item.days.first === item.days.last) parts.push('all day');
  else parts.push(words.days(item.days.first, item.days.last));
  if (item.isConflict) parts.push('conflict');
  const source = sourceText(item);
  if (source !== null) parts.push(source);
  return parts.join(', ');
}

/** `1 booking`, `2 bookings` */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
