const dayMs = 86_400_000;

/** A time zone, reduced to what the mapping of wall times needs. */
export interface Zone {
  /** What local clocks show ahead of UTC at an instant; both in milliseconds. */
  offsetAt(instantMs: number): number;
}

export const utcZone: Zone = { offsetAt: () => 0 };

/** A zone whose clocks never change. */
export function fixedZone(offsetMs: number): Zone {
  return { offsetAt: () => offsetMs };
}

/** Zones of the system by name. Nothing that a calendar defines ever gets in here: it would leak to other owners. */
const systemZones = new Map<string, Zone | null>();

/**
 * The names without a slash in the IANA database (2026a), in lower case. The system knows more, and picks one of their
 * meanings: BST is British Summer Time to most who write it, and Bangladesh's to the system.
 */
const plainNames = new Set(
  (
    'cet cst6cdt cuba eet egypt eire est est5edt gb gb-eire gmt gmt+0 gmt-0 gmt0 greenwich hongkong hst iceland iran ' +
    'israel jamaica japan kwajalein libya met mst mst7mdt navajo nz nz-chat poland portugal prc pst8pdt roc rok ' +
    'singapore turkey uct universal utc w-su wet zulu'
  ).split(' '),
);

/**
 * A zone of the IANA database, independent of the zone of the process.
 * @returns null if there is no such zone.
 */
export function findSystemZone(name: string): Zone | null {
  if (!name.includes('/') && !plainNames.has(name.toLowerCase())) return null;
  const known = systemZones.get(name);
  if (known !== undefined) return known;
  let zone: Zone | null = null;
  try {
    zone = createSystemZone(name);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  // Names of zones that don't exist come from calendars and are without end.
  if (zone !== null) systemZones.set(name, zone);
  return zone;
}

function createSystemZone(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const compute = (instantMs: number): number => {
    const parts: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(instantMs)) parts[type] = value;
    const year = parts.era === 'BC' ? 1 - Number(parts.year) : Number(parts.year);
    const wall = utcMs(
      year,
      Number(parts.month),
      Number(parts.day),
      Number(parts.hour),
      Number(parts.minute),
      Number(parts.second),
    );
    return wall - Math.floor(instantMs / 1000) * 1000;
  };
  // Most days have one offset from end to end; asking Intl for every occurrence would take most of the time.
  const daily = new Map<number, number | null>();
  return {
    offsetAt(instantMs) {
      const day = Math.floor(instantMs / dayMs);
      let offset = daily.get(day);
      if (offset === undefined) {
        const first = compute(day * dayMs);
        offset = first === compute((day + 1) * dayMs - 1) ? first : null;
        if (daily.size > 20_000) daily.clear();
        daily.set(day, offset);
      }
      return offset ?? compute(instantMs);
    },
  };
}

/** Milliseconds since 1970 of a date and time read as UTC, also for the years 0 to 99. */
export function utcMs(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
  if (year >= 100) return Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return date.getTime();
}

/**
 * The instant of a wall time (given on a UTC carrier, in milliseconds): of a repeated time the first, of a skipped time
 * the one by the offset before the gap (RFC 5545 3.3.5).
 */
export function wallToInstant(zone: Zone, wallMs: number): number {
  const before = zone.offsetAt(wallMs - dayMs);
  const after = zone.offsetAt(wallMs + dayMs);
  const byBefore = wallMs - before;
  if (before === after && zone.offsetAt(byBefore) === before) return byBefore;
  const fits = [before, after, zone.offsetAt(wallMs)]
    .map((offset) => ({ offset, instant: wallMs - offset }))
    .filter(({ offset, instant }) => zone.offsetAt(instant) === offset)
    .map(({ instant }) => instant);
  return fits.length > 0 ? Math.min(...fits) : byBefore;
}

/** What the clocks of a zone show at an instant, on a UTC carrier, in milliseconds. */
export function instantToWall(zone: Zone, instantMs: number): number {
  return instantMs + zone.offsetAt(instantMs);
}

/** A TZID as it is compared: definitions escape it as text and some quote it, where it is used neither holds. */
export function zoneKey(tzid: string): string {
  return tzid
    .replace(/\\([,;\\/])/g, '$1')
    .replace(/&amp;/gi, '&')
    .trim()
    .replace(/^["']+|["']+$/g, '');
}
