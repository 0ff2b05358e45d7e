import { toUtc } from './month-grid.ts';

/** Formats of one locale. Dates are `YYYY-MM-DD`, instants milliseconds. */
export interface Formats {
  locale: string;
  /** 0 = Sunday … 6 = Saturday. */
  weekStart: number;
  /** `November 2026` */
  month(month: string): string;
  /** `Tuesday 24 November` */
  day(date: string): string;
  /** `Tuesday 24 November 2026` */
  fullDay(date: string): string;
  /** Weekday of a date, `Tuesday` or `Tue`. */
  weekday(date: string, width: 'long' | 'short'): string;
  /** `09:30` or `9:30 AM`, as the region writes it. */
  time(instant: number, zone: string): string;
  /** `30 min`, `1 hr 30 min` */
  duration(minutes: number): string;
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
  const sameLanguage = preferred.find((tag) => new Intl.Locale(tag).language === language);
  const first = sameLanguage ?? preferred[0];
  const region = first ? new Intl.Locale(first).maximize().region : undefined;
  return region ? `${language}-${region}` : language;
}

function firstWeekday(locale: string): number {
  const info: LocaleWithWeek = new Intl.Locale(locale);
  // Monday is what ISO 8601 says where a browser does not know its locale's week.
  return (info.getWeekInfo?.().firstDay ?? info.weekInfo?.firstDay ?? 1) % 7;
}

/** Builds the formats of a locale; each `Intl` object is made once. */
export function createFormats(locale: string): Formats {
  const utc = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  const month = utc({ month: 'long', year: 'numeric' });
  const day = utc({ weekday: 'long', day: 'numeric', month: 'long' });
  const fullDay = utc({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const names = { long: utc({ weekday: 'long' }), short: utc({ weekday: 'short' }) };
  const count = new Intl.NumberFormat(locale);
  const unit = (name: string) => new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' });
  const hours = unit('hour');
  const minutes = unit('minute');
  const times = new Map<string, Intl.DateTimeFormat>();

  return {
    locale,
    weekStart: firstWeekday(locale),
    month: (value) => month.format(toUtc(`${value}-01`)),
    day: (date) => day.format(toUtc(date)),
    fullDay: (date) => fullDay.format(toUtc(date)),
    weekday: (date, width) => names[width].format(toUtc(date)),
    time(instant, zone) {
      let format = times.get(zone);
      if (!format) {
        format = new Intl.DateTimeFormat(locale, { timeZone: zone, hour: 'numeric', minute: '2-digit' });
        times.set(zone, format);
      }
      return format.format(instant);
    },
    duration(value) {
      const whole = Math.floor(value / 60);
      const rest = value % 60;
      if (value <= 90 || whole === 0) return minutes.format(value);
      return rest ? `${hours.format(whole)} ${minutes.format(rest)}` : hours.format(whole);
    },
    count: (value) => count.format(value),
  };
}
