import { expect, test } from 'vitest';
import { findDifferingZones } from '../../sync-service/src/zone-check.ts';
import { useDatabase } from '../support/database.ts';
import { stubDb } from '../support/stub-db.ts';

const database = useDatabase();

/** What the embedded Postgres says of zones, as the service asks for it. */
const known = stubDb({
  async zone_offsets({ zones, instants }) {
    const { rows } = await database.sql.query('select public.zone_offsets($1, $2) as offsets', [zones, instants]);
    return rows[0].offsets;
  },
});

test('the embedded Postgres knows every zone that Node knows, and nearly all by the same rules', async () => {
  const { rows } = await database.sql.query('select name from pg_timezone_names');
  const names = new Set(rows.map(({ name }) => name));
  const zones = Intl.supportedValuesOf('timeZone');
  expect(zones.filter((zone) => !names.has(zone))).toEqual([]);

  const differing = await findDifferingZones(known, zones);
  // Slots are computed by Postgres alone; mails of these zones may be an hour off until both carry the same tzdata.
  if (differing.length > 0) console.info(`Postgres and Node have other rules for ${differing.join(', ')}.`);
  expect(differing.length / zones.length).toBeLessThan(0.03);
  const usual = ['UTC', 'Europe/Berlin', 'Europe/London', 'America/New_York', 'Asia/Kolkata', 'Australia/Sydney'];
  expect(differing.filter((zone) => usual.includes(zone))).toEqual([]);
});
