import { findIana } from 'windows-iana';
import { offsetSpellings, respell } from './spellings.ts';
import { findSystemZone, fixedZone, utcZone, type Zone } from './zone.ts';

/** The meaning of a name, whatever a calendar defines under it. */
export interface NamedZone {
  zone: Zone;
  /** Its name in the IANA database; null if it has none there. */
  iana: string | null;
  /** What was assumed if a part of the name is not understood; null if nothing was. */
  guess: string | null;
}

/**
 * The zone of a name: one of the IANA database (also behind a vendor's prefix, in quotes, or with spaces), one of
 * Windows, an offset from UTC (`GMT-0500`), a label as Windows and Rails show it (`(UTC+01:00) Berlin, Rome`), or a city.
 * @param key As `zoneKey` gives it.
 * @returns null if nothing of that is known.
 */
export function findNamedZone(key: string): NamedZone | null {
  if (key.length > maxLength) return null;
  return remember(knownNames, key, () => {
    return findIanaZone(key) ?? findPlainZone(key) ?? findWindowsZone(key) ?? findLabel(key) ?? findDashed(key);
  });
}

/**
 * Zones by name. Unknown names and variants come from calendars and are unlimited. What a name means without a
 * definition is not a zone of the database, so the two are separate.
 */
const knownNames = new Map<string, NamedZone>();
const knownIana = new Map<string, NamedZone>();
const maxKnown = 2_000;
/** Characters of a name. */
const maxLength = 200;

function remember(known: Map<string, NamedZone>, key: string, find: () => NamedZone | null): NamedZone | null {
  const found = known.get(key) ?? find();
  if (found === null || known.has(key)) return found;
  if (known.size >= maxKnown) known.clear();
  known.set(key, found);
  return found;
}

/** A name of the IANA database with a slash in it. */
export function findIanaZone(key: string): NamedZone | null {
  return key.includes('/') && key.length <= maxLength ? remember(knownIana, key, () => searchIanaZone(key)) : null;
}

function searchIanaZone(key: string): NamedZone | null {
  const steps = key.split('/').filter((step) => step !== '');
  for (let skip = 0; steps.length - skip >= 2; skip += 1) {
    const name = steps.slice(skip).join('/');
    const zone = findSystemZone(name) ?? findSystemZone(name.replaceAll(' ', '_'));
    if (zone !== null) return { zone, iana: ianaName(name.replaceAll(' ', '_')), guess: null };
  }
  return null;
}

/** `America-New_York` as names of files have it, `New_York`, `New York`. */
function findDashed(key: string): NamedZone | null {
  return searchIanaZone(key.replace('-', '/')) ?? findCity(key.replaceAll('_', ' '), null);
}

/**
 * Also the names of its summer time, those without "Standard Time" or with the countries that a label adds, and with the
 * number that Outlook gives the second of a name.
 */
function findWindowsZone(key: string): NamedZone | null {
  const base = key.replace(/(?<=Time)\s+\d$/i, '').replace(/\s*\([^)]*\)$/, '');
  const standard = `${base.replace(/(\s+(Standard|Daylight|Summer))?(\s+Time)?$/i, '')} Standard Time`;
  for (const name of [key, base, standard]) {
    const iana = findIana(name)[0];
    const zone = iana === undefined ? null : findSystemZone(iana);
    if (zone !== null) return { zone, iana: iana ?? null, guess: null };
  }
  return null;
}

function findPlainZone(key: string): NamedZone | null {
  if (/^(tzone:\/\/microsoft\/)?(utc|z|gmt|(coordinated )?universal time( coordinated)?)$/i.test(key))
    return { zone: utcZone, iana: 'Etc/UTC', guess: null };
  const zone = findSystemZone(key);
  return zone === null ? null : { zone, iana: ianaName(key), guess: null };
}

/** `GMT-0500`, `UTC+5:30`, `(UTC-05:00) Eastern Time (US & Canada)`. */
function findLabel(key: string): NamedZone | null {
  const match = /^\(?\s*((?:UTC|GMT)?\s*[+-]?\s*\d{1,2}(?:[:.]?\d\d)?|UTC|GMT)\s*\)?\s*(.*)$/i.exec(key);
  const offset = match === null ? null : readOffset(match[1] ?? '');
  if (match === null || offset === null) return null;
  const label = match[2] ?? '';
  if (label === '') return { zone: fixedZone(offset), iana: ianaOfOffset(offset), guess: null };
  const named = findWindowsZone(label) ?? findCity(label, offset);
  if (named !== null && isStandardOffset(named.zone, offset)) return named;
  return { zone: fixedZone(offset), iana: ianaOfOffset(offset), guess: `UTC${writeOffset(offset)}` };
}

/** Milliseconds of `+0530`, `-023015` and the like, ahead of UTC; null for anything else. */
export function readOffset(text: string): number | null {
  if (text.length > 40) return null;
  const match = /^([+-])(\d\d)(\d\d)(\d\d)?$/.exec(respell(text.trim(), offsetSpellings));
  if (match === null) return null;
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(2).map((part) => Number(part ?? 0));
  const ms = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  if (hours > 18 || minutes > 59 || seconds > 59) return null;
  return match[1] === '-' ? -ms : ms;
}

const hourMs = 3_600_000;
/** Midwinter of both halves of the world: one of them has no summer time. */
const winters = [Date.UTC(2026, 0, 15), Date.UTC(2026, 6, 15)];

function isStandardOffset(zone: Zone, offset: number): boolean {
  return winters.some((instant) => zone.offsetAt(instant) === offset);
}

/** Whole hours have names, whose sign is the other way round. */
function ianaOfOffset(offset: number): string | null {
  if (offset === 0) return 'Etc/UTC';
  const hours = offset / hourMs;
  return Number.isInteger(hours) && hours >= -12 && hours <= 14
    ? `Etc/GMT${hours < 0 ? '+' : '-'}${Math.abs(hours)}`
    : null;
}

function writeOffset(offset: number): string {
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const pad = (part: number): string => String(part).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

let cities: Map<string, string> | null = null;

/** The zone that is called after the first of these cities that one is called after. */
function findCity(label: string, offset: number | null): NamedZone | null {
  cities ??= new Map(
    Intl.supportedValuesOf('timeZone')
      .filter((name) => /^(Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)\/[^/]+$/.test(name))
      .map((name) => [(name.split('/')[1] ?? '').replaceAll('_', ' ').toLowerCase(), name]),
  );
  const names = offset === null ? [label] : label.split(/[,/;&]/);
  for (const name of names) {
    const iana = cities.get(name.trim().toLowerCase());
    const zone = iana === undefined ? null : findSystemZone(iana);
    if (zone !== null && (offset === null || isStandardOffset(zone, offset)))
      return { zone, iana: iana ?? null, guess: null };
  }
  return null;
}

/** As the IANA database writes it: databases compare names to the letter. */
function ianaName(name: string): string {
  const canonical = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  return canonical.toLowerCase() === name.toLowerCase() || !/^[A-Z]/.test(name) ? canonical : name;
}
