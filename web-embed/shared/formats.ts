import { commaOf } from '../languages/writing.ts';
import type { Messages } from './messages.ts';
import { toUtc } from './month-grid.ts';

/** Formats of one locale. Dates are `YYYY-MM-DD`, instants milliseconds. */
export interface Formats {
  locale: string;
  /** 0 = Sunday … 6 = Saturday. */
  weekStart: number;
  /** `November 2026` */
  month(month: string): string;
  /** `November` */
  monthOnly(month: string): string;
  /** `Tuesday 24 November` */
  day(date: string): string;
  /** `Tue 24 Nov` */
  shortDay(date: string): string;
  /** `Tuesday 24 November 2026` */
  fullDay(date: string): string;
  /** Weekday of a date, `Tuesday` or `Tue`. */
  weekday(date: string, width: 'long' | 'short'): string;
  /** `09:30` or `9:30 AM`, as the region writes it. */
  time(instant: number, zone: string): string;
  /** What stands between a day and a time. */
  comma: string;
  /** `1,234` */
  count(value: number): string;
}

type LocaleWithWeek = Intl.Locale & { weekInfo?: { firstDay: number }; getWeekInfo?(): { firstDay: number } };

/**
 * The language of the texts with the visitor's region: texts in English, hours and weeks as at home.
 *
 * @param language language of the texts
 * @param preferred the browser's languages, best first
 */
export function localeFor(language: string, preferred: readonly string[]): string {
  const locales = preferred.flatMap((tag) => {
    try {
      return [new Intl.Locale(tag)];
    } catch {
      // Not one: some browsers say `en-US@posix`, and pages write `de_DE`.
      return [];
    }
  });
  const region = (locales.find((locale) => locale.language === language) ?? locales[0])?.maximize().region;
  return region ? `${language}-${region}` : language;
}

function firstWeekday(locale: string): number {
  const info: LocaleWithWeek = new Intl.Locale(locale);
  // Monday is what ISO 8601 says where a browser does not know its locale's week.
  return (info.getWeekInfo?.().firstDay ?? info.weekInfo?.firstDay ?? 1) % 7;
}

/** What a page asks for instead of what its locale is used to. */
export interface FormatWishes {
  hourCycle?: 'h12' | 'h23' | undefined;
  /** 0 = Sunday … 6 = Saturday. */
  weekStart?: number | undefined;
}

/** Builds the formats of a locale; each `Intl` object is made once. */
export function createFormats(locale: string, wishes: FormatWishes = {}): Formats {
  // Dates are those of the Gregorian calendar everywhere, as the grid of the month is.
  const calendar = 'gregory';
  const utc = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, calendar, timeZone: 'UTC' });
  const month = utc({ month: 'long', year: 'numeric' });
  const monthOnly = utc({ month: 'long' });
  const day = utc({ weekday: 'long', day: 'numeric', month: 'long' });
  const shortDay = utc({ weekday: 'short', day: 'numeric', month: 'short' });
  const fullDay = utc({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const long = utc({ weekday: 'long' });
  const short = utc({ weekday: 'short' });
  // Where people don't shorten them, as in Arabic, the names are longer than a column of a month on a phone: there a letter stands for each.
  const isShort = [...Array(7).keys()].every((date) => short.format(date * 86_400_000).length <= 5);
  const names = { long, short: isShort ? short : utc({ weekday: 'narrow' }) };
  const count = new Intl.NumberFormat(locale);
  const times = new Map<string, Intl.DateTimeFormat>();

  return {
    locale,
    comma: commaOf(locale),
    weekStart: wishes.weekStart ?? firstWeekday(locale),
    month: (value) => month.format(toUtc(`${value}-01`)),
    monthOnly: (value) => monthOnly.format(toUtc(`${value}-01`)),
    day: (date) => day.format(toUtc(date)),
    shortDay: (date) => shortDay.format(toUtc(date)),
    fullDay: (date) => fullDay.format(toUtc(date)),
    weekday: (date, width) => names[width].format(toUtc(date)),
    time(instant, zone) {
      let format = times.get(zone);
      if (!format) {
        const { hourCycle } = wishes;
        format = new Intl.DateTimeFormat(locale, {
          timeZone: zone,
          // Of twelve hours, none has a zero before it.
          ...(hourCycle === 'h12' ? { hour: 'numeric', minute: '2-digit' } : { timeStyle: 'short' }),
          ...(hourCycle ? { hourCycle } : {}),
        });
        times.set(zone, format);
      }
      return format.format(instant);
    },
    count: (value) => count.format(value),
  };
}

/** `30 min`, `2 h`, `2 h 30 min`; up to 90 minutes in minutes, as people say it. */
export function durationText(value: number, formats: Formats, messages: Messages): string {
  const hours = Math.floor(value / 60);
  const minutes = value % 60;
  if (value <= 90) return messages.minutes(formats.count(value), value);
  const whole = messages.hours(formats.count(hours), hours);
  return minutes ? `${whole} ${messages.minutes(formats.count(minutes), minutes)}` : whole;
}
