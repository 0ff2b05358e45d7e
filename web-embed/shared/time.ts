/**
 * Instants and wall clocks with nothing but `Intl`.
 *
 * An instant is milliseconds since the epoch. A date is a string `YYYY-MM-DD`, which has no zone.
 */

const MINUTE = 60_000;
const BLOCK = 6 * 60 * MINUTE;

/** A wall clock reading: local date and minutes since local midnight as the clock shows them. */
export interface WallClock {
  date: string;
  minutes: number;
}

interface ZoneClock {
  format: Intl.DateTimeFormat;
  /** Offset in minutes of a whole 6-hour block; null when the clock changes inside it. */
  blocks: Map<number, number | null>;
}

const clocks = new Map<string, ZoneClock>();

function zoneClock(zone: string): ZoneClock {
  let clock = clocks.get(zone);
  if (!clock) {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    clock = { format, blocks: new Map() };
    clocks.set(zone, clock);
  }
  return clock;
}

function readOffset(format: Intl.DateTimeFormat, instant: number): number {
  const fields: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(instant)) fields[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = fields;
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  return (wall - Math.floor(instant / MINUTE) * MINUTE) / MINUTE;
}

/**
 * Offset of a zone from UTC in minutes at an instant, east positive.
 *
 * Asking `Intl` once for each slot is slow, so the result is kept for blocks of six hours; a block in which
 * the clock changes is computed every time.
 *
 * @param instant milliseconds since the epoch
 * @param zone IANA name
 * @throws RangeError for an unknown zone
 */
export function offsetMinutes(instant: number, zone: string): number {
  const { format, blocks } = zoneClock(zone);
  const block = Math.floor(instant / BLOCK);
  let offset = blocks.get(block);
  if (offset === undefined) {
    const first = readOffset(format, block * BLOCK);
    offset = first === readOffset(format, (block + 1) * BLOCK - MINUTE) ? first : null;
    blocks.set(block, offset);
  }
  return offset ?? readOffset(format, instant);
}

/**
 * What a clock on the wall in `zone` shows at an instant.
 *
 * @param instant milliseconds since the epoch
 * @param zone IANA name
 */
export function wallClock(instant: number, zone: string): WallClock {
  const local = new Date(instant + offsetMinutes(instant, zone) * MINUTE);
  return {
    date: local.toISOString().slice(0, 10),
    minutes: local.getUTCHours() * 60 + local.getUTCMinutes(),
  };
}

/** An instant as JSON has it. */
export function isoOf(instant: number): string {
  return new Date(instant).toISOString();
}

/** `GMT+5:30`, `GMT−5`, `GMT`: the offset as people write it, with a real minus sign. */
export function offsetLabel(instant: number, zone: string): string {
  const offset = offsetMinutes(instant, zone);
  if (offset === 0) return 'GMT';
  const size = Math.abs(offset);
  const minutes = size % 60;
  return `GMT${offset < 0 ? '−' : '+'}${Math.floor(size / 60)}${minutes ? `:${String(minutes).padStart(2, '0')}` : ''}`;
}
