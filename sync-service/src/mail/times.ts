import { DateTime } from 'luxon';
import { commaOf } from '../../../web-embed/languages/writing.ts';

const styles = {
  day: { dateStyle: 'full' },
  date: { dateStyle: 'long' },
  time: { timeStyle: 'short' },
  zone: { timeZoneName: 'long' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** Making one takes as long as writing ten mails with it. */
const formats = new Map<string, Intl.DateTimeFormat>();
const maxFormats = 1_000;

/** How dates or times are written in a locale and a zone. */
export function formatOf(style: keyof typeof styles, zone: string, tag: string): Intl.DateTimeFormat {
  const key = `${style} ${zone} ${tag}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  // Zones and locales come from visitors: there may be any number of them.
  if (formats.size >= maxFormats) formats.clear();
  const format = new Intl.DateTimeFormat(tag, { ...styles[style], calendar: 'gregory', timeZone: zone });
  formats.set(key, format);
  return format;
}

/** The zone if this runtime knows it, else the other one. */
export function knownZone(zone: string | null | undefined, otherwise: string): string {
  return zone && DateTime.local().setZone(zone).isValid ? zone : otherwise;
}

/**
 * Writes a span of time as its reader's language does, for example `Monday 4 May 2026, 11:00–11:30`. It names both offsets
 * where it runs over a clock change, because times alone could be misread.
 * @param zone A zone that this runtime knows.
 * @param tag The locale.
 */
export function writeSpan(start: string, end: string, zone: string, tag: string): string {
  const [from, until] = [start, end].map((text) => DateTime.fromISO(text, { zone }));
  if (!from?.isValid || !until?.isValid) throw new RangeError('writeSpan needs two instants and a zone');
  const day = formatOf('day', zone, tag);
  const time = formatOf('time', zone, tag);
  const [first, last] = [from.toJSDate(), until.toJSDate()];
  const comma = commaOf(tag);
  if (isOneOffset(from, until)) {
    return from.hasSame(until, 'day')
      ? `${day.format(first)}${comma}${time.formatRange(first, last)}`
      : `${day.format(first)}${comma}${time.format(first)} – ${day.format(last)}${comma}${time.format(last)}`;
  }
  return [
    `${day.format(first)}${comma}${time.format(first)} (UTC${from.toFormat('ZZ')})`,
    `${day.format(last)}${comma}${time.format(last)} (UTC${until.toFormat('ZZ')})`,
  ].join(' – ');
}

/** Writes a moment, for example `Monday 4 May 2026, 11:00`. */
export function writeMoment(instant: string, zone: string, tag: string): string {
  const at = DateTime.fromISO(instant, { zone });
  if (!at.isValid) throw new RangeError('writeMoment needs an instant and a zone');
  const day = formatOf('day', zone, tag);
  const time = formatOf('time', zone, tag);
  return `${day.format(at.toJSDate())}${commaOf(tag)}${time.format(at.toJSDate())}`;
}

/** Names a zone as it is at an instant: `Central European Summer Time (Europe/Berlin, UTC+02:00)`. */
export function writeZone(instant: string, zone: string, tag: string): string {
  const at = DateTime.fromISO(instant, { zone });
  const parts = formatOf('zone', zone, tag).formatToParts(at.toJSDate());
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  // Where a zone has no name in this language, the library says its offset in another way.
  const isOffset = /^(GMT|UTC)?[+−-]?\d*:?\d*$/.test(name);
  return `${isOffset ? '' : `${name} `}${shortZone(at)}`;
}

/** A span and its zone on one line: `Monday 4 May 2026, 11:00–11:30 (Europe/Berlin, UTC+02:00)`. */
export function writeSpanWithZone(start: string, end: string, zone: string, tag: string): string {
  const [from, until] = [DateTime.fromISO(start, { zone }), DateTime.fromISO(end, { zone })];
  // Over a clock change the span has named the offsets.
  return `${writeSpan(start, end, zone, tag)} ${isOneOffset(from, until) ? shortZone(from) : `(${from.zoneName})`}`;
}

/** Whether clocks in both zones show the same at an instant. */
export function isSameTime(instant: string, zone: string, other: string): boolean {
  return DateTime.fromISO(instant, { zone }).offset === DateTime.fromISO(instant, { zone: other }).offset;
}

/** Less than this ahead nobody says “tomorrow”, be it after midnight: it would be read as the whole night away. */
const soonMinutes = 6 * 60;

/** How far ahead something is, as people say it: `in 2 hours`, `tomorrow`. */
export function writeAhead(instant: string, now: Date, zone: string, tag: string): string {
  const format = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  const from = DateTime.fromJSDate(now, { zone });
  const at = DateTime.fromISO(instant, { zone });
  const days = Math.round(at.startOf('day').diff(from.startOf('day'), 'days').days);
  const minutes = Math.max(1, Math.round(at.diff(from, 'minutes').minutes));
  if (days > 0 && minutes >= soonMinutes) return format.format(days, 'day');
  const isInMinutes = minutes < 90 && minutes !== 60;
  return isInMinutes ? format.format(minutes, 'minute') : format.format(Math.round(minutes / 60), 'hour');
}

/** A date without its weekday: `4 May 2026`. @param date `YYYY-MM-DD` */
export function writeDate(date: DateTime, tag: string): string {
  return formatOf('date', 'UTC', tag).format(date.toJSDate());
}

const isOneOffset = (from: DateTime, until: DateTime): boolean => from.offset === until.offset;

function shortZone(at: DateTime): string {
  return `(${at.zoneName}, UTC${at.toFormat('ZZ')})`;
}
