import { type EmbeddedZone, findEmbeddedZone } from './embedded-zone.ts';
import type { ExpansionRequest } from './expansion.ts';
import type { Findings } from './findings.ts';
import { parseText } from './property.ts';
import { type Block, type CalendarBlock, lineValue } from './split.ts';
import { cleanTitle } from './title.ts';
import type { ZoneScope } from './value.ts';
import { findSystemZone, utcZone, type Zone, zoneKey } from './zone.ts';
import { findIanaZone, findNamedZone, type NamedZone } from './zone-names.ts';

/** Limits of unknown zones in one object's message, and of each name's length. */
const maxUnknownZones = 3;
const maxZoneName = 60;

/** Lines by which a calendar names a zone for itself; the last one is the offset of vCalendar 1.0. */
const ownLines = ['X-WR-TIMEZONE', 'TIMEZONE-ID', 'TZID', 'TZ'];

/** The meaning of a TZID in a calendar. */
interface ResolvedZone {
  zone: Zone;
  /** What its name stands for, whatever the calendar defines; null if that is nothing. */
  named: NamedZone | null;
  /** The definition that it comes from; null if its name says it. */
  embedded: EmbeddedZone | null;
  /** What it was guessed to mean if its name is not fully understood; null if it is understood. */
  guess: string | null;
}

/** The zones of one calendar. */
export interface CalendarZones {
  /** The calendar's own, with its name for messages. */
  own: { zone: Zone; name: string };
  resolve(tzid: string): ResolvedZone;
}

type StoredZones = Pick<ExpansionRequest, 'calendarTimeZone' | 'hostTimeZone'>;

/**
 * Finds the zones of a calendar. Its own zone applies to whole days, times without a zone and unknown zones; it is the
 * one that the calendar names, else the stored one, else that of the host.
 */
export function createCalendarZones(calendar: CalendarBlock, stored: StoredZones): CalendarZones {
  const find = zoneFinder(calendar);
  const own = findOwnZone(calendar, find) ?? storedZone(stored);
  const resolved = new Map<string, ResolvedZone>();
  return {
    own,
    resolve(tzid) {
      let zone = resolved.get(tzid);
      if (zone === undefined) {
        zone = find(tzid) ?? { zone: own.zone, named: null, embedded: null, guess: own.name };
        resolved.set(tzid, zone);
      }
      return zone;
    },
  };
}

/** The IANA name of the zone that a calendar names for itself; null without one. */
export function ianaZoneOf(calendar: CalendarBlock): string | null {
  const own = findOwnZone(calendar, zoneFinder(calendar));
  return own === null ? null : ianaOf(own);
}

/** The IANA name of the zone that a calendar defines first; null without one. */
export function zoneOfDefinition(calendar: CalendarBlock): string | null {
  const [definition] = calendar.zones;
  const zone = definition === undefined ? null : zoneFinder(calendar)(lineValue(definition, 'TZID') ?? '');
  return zone === null ? null : ianaOf(zone);
}

function ianaOf({ named, embedded }: ResolvedZone): string | null {
  if (embedded === null) return named?.iana ?? null;
  return embedded.iana ?? (named !== null && goesLike(embedded, named.zone) ? named.iana : null);
}

function findOwnZone(
  calendar: CalendarBlock,
  find: (tzid: string) => ResolvedZone | null,
): (ResolvedZone & { name: string }) | null {
  for (const line of ownLines.flatMap((name) => calendar.lines.get(name) ?? [])) {
    const name = parseText(line);
    const found = name === '' ? null : find(name);
    if (found !== null) return { ...found, name };
  }
  return null;
}

/** Stored zones of hosts and calendars were valid when they were stored. */
function storedZone({ calendarTimeZone, hostTimeZone }: StoredZones): CalendarZones['own'] {
  for (const name of [calendarTimeZone, hostTimeZone]) {
    const zone = name === null ? null : findSystemZone(name);
    if (zone !== null) return { zone, name: name ?? '' };
  }
  return { zone: utcZone, name: 'UTC' };
}

/**
 * Finds the zone of a TZID. One with a slash is that of the IANA database; any other name may mean anything (`BST`,
 * `GMT`), so that there the calendar's own definition comes first.
 */
function zoneFinder(calendar: CalendarBlock): (tzid: string) => ResolvedZone | null {
  const keyOf = (block: Block): string => zoneKey(lineValue(block, 'TZID') ?? '').toLowerCase();
  const own = Map.groupBy(calendar.zones, keyOf);
  return (tzid) => {
    const key = zoneKey(tzid);
    const iana = findIanaZone(key);
    if (iana !== null) return { zone: iana.zone, named: iana, embedded: null, guess: null };
    const named = findNamedZone(key);
    const lower = key.toLowerCase();
    const embedded =
      firstWhole(own.get(lower) ?? []) ??
      // Files of several calendars define their zones in the first.
      (named === null && lower !== '' ? firstWhole(calendar.shared.filter((block) => keyOf(block) === lower)) : null);
    if (embedded !== null) return { zone: embedded, named, embedded, guess: null };
    return named === null ? null : { zone: named.zone, named, embedded, guess: named.guess };
  };
}

/** Of several definitions of one name the first that can be read wholly, else the first that can be read at all. */
function firstWhole(blocks: readonly Block[]): EmbeddedZone | null {
  const zones = blocks.map(findEmbeddedZone).filter((zone) => zone !== null);
  return zones.find(({ isGuess }) => !isGuess) ?? zones[0] ?? null;
}

const weekMs = 604_800_000;

/**
 * Whether the clocks of two zones agree in these years, apart from the hours of change, about which definitions are
 * careless.
 */
function goesLike(one: Zone, other: Zone): boolean {
  // Thursdays at noon: clocks change at weekends.
  const first = Math.floor(Date.now() / weekMs) * weekMs + weekMs / 14;
  return Array.from({ length: 104 }, (_, week) => first + week * weekMs).every(
    (instant) => one.offsetAt(instant) === other.offsetAt(instant),
  );
}

/** The zones as the times of one object are read in them. */
export interface ObjectScope extends ZoneScope {
  /** Tells which of the zones that were used are guesses. */
  report(findings: Findings): void;
}

export function createScope(zones: CalendarZones): ObjectScope {
  const used = new Map<string, ResolvedZone>();
  return {
    floating: zones.own.zone,
    calendar: zones.own.zone,
    resolve(tzid, otherwise) {
      const resolved = zones.resolve(tzid);
      const isUnknown = resolved.named === null && resolved.embedded === null;
      const key = zoneKey(tzid);
      if (isUnknown && otherwise !== undefined && otherwise !== resolved.zone) {
        if (!used.has(key)) used.set(key, { ...resolved, guess: 'the zone that their begin is in' });
        return otherwise;
      }
      used.set(key, resolved);
      return resolved.zone;
    },
    report(findings) {
      const guesses = [...used].filter(([, { guess, embedded }]) => guess !== null || embedded?.isGuess === true);
      for (const [key, { guess }] of guesses.slice(0, maxUnknownZones)) {
        const name = cleanTitle(key)?.slice(0, maxZoneName) ?? '';
        const message =
          guess === null
            ? `Events are in the time zone "${name}", whose definition cannot be read wholly; their times were read by the offsets in it.`
            : `Events are in the time zone "${name}", which is not known; their times were read as ${guess}.`;
        findings.warn('unknown_zone', message);
      }
    },
  };
}
