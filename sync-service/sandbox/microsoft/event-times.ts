import { DateTime } from 'luxon';
import { findIana } from 'windows-iana';
import { graphErrors } from './graph-errors.ts';

/** The IANA zone of a Windows or IANA name; null if there is none. */
export function ianaZone(name: unknown): string | null {
  if (typeof name !== 'string' || name === '' || /^[+-]/.test(name)) return null;
  const [found] = findIana(name);
  if (found !== undefined) return found;
  return DateTime.local({ zone: name }).isValid ? name : null;
}

/** The zone of a name that a client sent. @throws GraphError 400. */
export function zoneSent(name: unknown): string {
  const zone = ianaZone(name);
  if (zone === null) throw graphErrors.invalidZone(name);
  return zone;
}

/** A moment, and the zone that it was sent in. */
export interface SentTime {
  instant: number;
  zone: string;
}

const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:\d{2})?$/;

/**
 * Reads `{dateTime, timeZone}`. Of all-day events the zone does not matter: they are floating dates.
 * @throws GraphError 400.
 */
export function parseSentTime(sent: unknown, isAllDay: boolean): SentTime {
  if (typeof sent !== 'object' || sent === null) throw graphErrors.invalidProperty();
  const { dateTime, timeZone } = sent as Record<string, unknown>;
  const name = timeZone ?? 'UTC';
  const zone = zoneSent(name);
  if (typeof dateTime !== 'string' || !form.test(dateTime)) {
    throw graphErrors.invalidProperty(
      `Cannot convert the literal '${String(dateTime)}' to the expected type 'Edm.DateTime'.`,
    );
  }
  const parsed = DateTime.fromISO(dateTime, { zone: isAllDay ? 'utc' : zone, setZone: false });
  if (!parsed.isValid) throw graphErrors.invalidProperty();
  return { instant: Math.floor(parsed.toMillis() / 1000) * 1000, zone: String(name) };
}

/** An instant of a query: ISO 8601, UTC where no offset is named; null if it is none. */
export function parseQueryTime(text: string): number | null {
  const parsed = DateTime.fromISO(text, { zone: 'utc' });
  return parsed.isValid ? parsed.toMillis() : null;
}

/** As responses have a time: seven fraction digits and no offset, in the zone asked for. */
export function spokenTime(
  instant: number,
  isAllDay: boolean,
  zoneName: string,
): { dateTime: string; timeZone: string } {
  // Most of what is asked for; the other way takes ten times as long.
  const isUtc = isAllDay || zoneName === 'UTC';
  const local = isUtc ? null : DateTime.fromMillis(instant, { zone: ianaZone(zoneName) ?? 'utc' });
  const text = local?.toFormat("yyyy-MM-dd'T'HH:mm:ss.SSS") ?? new Date(instant).toISOString().slice(0, 23);
  return { dateTime: `${text}0000`, timeZone: zoneName };
}

/** Where an event lies on the line of time: floating dates begin at midnight of their owner's zone. */
export function placed(instant: number, isAllDay: boolean, ownerZone: string): number {
  if (!isAllDay) return instant;
  const { year, month, day } = DateTime.fromMillis(instant, { zone: 'utc' });
  return DateTime.fromObject({ year, month, day }, { zone: ianaZone(ownerZone) ?? 'utc' }).toMillis();
}

/** A UTC instant as ISO 8601, without fraction. */
export function utcStamp(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z');
}
