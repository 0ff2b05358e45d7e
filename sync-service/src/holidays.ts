import type Holidays from 'date-holidays';
import { DateTime, Duration } from 'luxon';

/** A country, or a part of it, that has public holidays of its own. */
export interface Place {
  code: string;
  name: string;
}

/** A day on which most people there do not work. */
export interface HolidayDate {
  date: string;
  name: string;
}

/** How much shorter a whole day is that loses an hour or two because clocks change. */
const clockChange = Duration.fromObject({ hours: 2 });

/** The library reads a megabyte of rules, which only owners need who plan their holidays. */
let library: Promise<typeof Holidays> | null = null;
async function load(): Promise<typeof Holidays> {
  library ??= import('date-holidays').then((module) => module.default);
  return library;
}

/** The countries of which holidays are known, and their parts: regions, and within those (`BY-A`) parts of regions. */
export async function listPlaces(lang: string): Promise<(Place & { regions: Place[] })[]> {
  const Library = await load();
  const all = new Library();
  const names = new Intl.DisplayNames([lang, 'en'], { type: 'region' });
  const inOrder = new Intl.Collator(lang);
  const sorted = <P extends Place>(places: P[]) => places.sort((a, b) => inOrder.compare(a.name, b.name));
  return sorted(
    Object.keys(all.getCountries()).map((code) => ({
      code,
      name: names.of(code) ?? code,
      regions: sorted(regionsOf(all, code, lang)),
    })),
  );
}

function regionsOf(all: Holidays, country: string, lang: string): Place[] {
  return placesOf(all.getStates(country, lang)).flatMap((state) => [
    state,
    ...placesOf(all.getRegions(country, state.code, lang)).map(({ code, name }) => ({
      code: `${state.code}-${code}`,
      name: `${state.name}: ${name}`,
    })),
  ]);
}

function placesOf(names: Record<string, string> | undefined): Place[] {
  return (
    Object.entries(names ?? {})
      .map(([code, name]) => ({ code, name }))
      // The library finds no other.
      .filter(({ code }) => code === code.toUpperCase())
  );
}

/**
 * The public holidays of a year, a row for each day: one that lasts several days has as many, with days instead where one
 * falls on a weekend. Days that are free in part are left out.
 * @returns null if there is no such country or region.
 */
export async function listHolidays(
  { country, region, year }: { country: string; region?: string | undefined; year: number },
  lang: string,
): Promise<HolidayDate[] | null> {
  const Library = await load();
  const all = new Library();
  if (!Object.hasOwn(all.getCountries(), country)) return null;
  if (region !== undefined && regionsOf(all, country, lang).every(({ code }) => code !== region)) return null;
  const [state, part] = region?.split('-') ?? [];
  const place = { country, ...(state !== undefined && { state }), ...(part !== undefined && { region: part }) };
  const holidays = new Library(place, { types: ['public'], languages: [lang, lang.split('-')[0] ?? 'en', 'en'] });
  const names = new Map<string, Set<string>>();
  // One that begins in December may reach into January.
  for (const holiday of [year - 1, year].flatMap((each) => holidays.getHolidays(each))) {
    for (const date of wholeDays(holiday)) {
      if (!date.startsWith(`${year}-`)) continue;
      names.set(date, (names.get(date) ?? new Set()).add(holiday.name));
    }
  }
  return [...names]
    .map(([date, set]) => ({ date, name: [...set].join(', ') }))
    .sort((a, b) => (a.date < b.date ? -1 : 1));
}

/**
 * The days that lie wholly in a holiday. `date` is its wall-clock start there; one that begins at sunset is written as if it
 * began at the midnight after it, and its instants are earlier.
 */
function wholeDays({ date, start, end }: { date: string; start: Date; end: Date }): string[] {
  const begin = DateTime.fromSQL(date.slice(0, 19), { zone: 'UTC' });
  const until = begin.plus(end.getTime() - start.getTime() + clockChange.toMillis());
  const days: string[] = [];
  let day = begin.equals(begin.startOf('day')) ? begin : begin.startOf('day').plus({ days: 1 });
  for (; day.plus({ days: 1 }) <= until; day = day.plus({ days: 1 })) days.push(day.toISODate() ?? '');
  return days;
}
