import { type Locale, languages, localeOf } from '../../../web-embed/languages/catalogue.ts';

/**
 * The language of a page: the first of the reader's that there is, else that of the host, else English.
 * @param accepted The header `Accept-Language`, the best language first as browsers send it.
 */
export function pageLocale(accepted: string | undefined, ofHost: string | null = null): Locale {
  const wanted = (accepted ?? '').split(',').map((part) => part.split(';')[0]?.trim() ?? '');
  const known = wanted.find((tag) => languages.has(tag.toLowerCase().split('-')[0] ?? ''));
  return localeOf(known ?? ofHost);
}

/** The subtag of the language that the texts are in, for `lang`. */
export function languageOf({ tag }: Locale): string {
  return tag.split('-')[0] ?? 'en';
}

/** "30 min", "1 h 30 min": how long it takes, as the widget says it. */
function durationText(minutes: number, { tag, widget }: Locale): string {
  const shown = (value: number) => new Intl.NumberFormat(tag).format(value);
  if (minutes <= 90) return widget.minutes(shown(minutes), minutes);
  const [whole, rest] = [Math.floor(minutes / 60), minutes % 60];
  const hours = widget.hours(shown(whole), whole);
  return rest === 0 ? hours : `${hours} ${widget.minutes(shown(rest), rest)}`;
}

/** "60 or 90 min" in words of the language: all durations there are. */
export function durationsText(durations: readonly number[], locale: Locale): string {
  const list = new Intl.ListFormat(locale.tag, { type: 'disjunction' });
  return list.format(durations.map((minutes) => durationText(minutes, locale)));
}
