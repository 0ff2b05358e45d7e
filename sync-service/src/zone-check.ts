import type { Db } from './db/rpc.ts';

/** Zones are compared from here on, in steps that no real difference slips through. */
const from = Date.UTC(2024, 0, 1);
const until = Date.UTC(2032, 0, 1);
const stepMs = 3 * 24 * 60 * 60 * 1000;

/**
 * Finds the zones in use whose offsets differ between Postgres and this Node from 2024 to 2031, because one of them has
 * older rules. Slots are always computed by Postgres; texts in mails and pages are not.
 * @returns Names of the zones, sorted; a zone that Node does not know is among them.
 */
export async function findDifferingZones(db: Db, zones: readonly string[]): Promise<string[]> {
  if (zones.length === 0) return [];
  const instants: Date[] = [];
  for (let at = from; at < until; at += stepMs) instants.push(new Date(at));
  const known = await db.call('zone_offsets', { zones, instants: instants.map((instant) => instant.toISOString()) });

  const differing: string[] = [];
  for (const zone of zones) {
    const own = readOffsets(zone, instants);
    if (own === null || own.some((offset, position) => offset !== known[zone]?.[position])) differing.push(zone);
    // Waiting requests go first: hundreds of zones take seconds.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return differing.sort();
}

/** A zone's offsets in minutes as this Node knows them; null if it does not know the zone. */
function readOffsets(zone: string, instants: readonly Date[]): number[] | null {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    return instants.map((instant) => {
      const [, sign, hours, minutes] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(format.format(instant)) ?? [];
      return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
    });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
