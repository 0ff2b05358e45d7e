import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { pace } from '../../../bench/scale/figures.ts';
import { useDatabase } from '../../support/database.ts';
import { fillDatabase } from './fill.ts';

// docs/scale.md reckons with these.
const db = useDatabase();
beforeAll(async () => {
  const admin = new pg.Client({ connectionString: db.url('supabase_admin') });
  await admin.connect();
  await fillDatabase(admin, { hosts: 60, bookings: 2, ownBookings: 2 });
  await admin.end();
});

/** The least and the greatest of what a query gives for each of many. */
async function rangeOf(query: string): Promise<[number, number]> {
  const { rows } = await db.sql.query(
    `select min(n)::float as least, max(n)::float as greatest from (${query}) as q (n)`,
  );
  return [rows[0].least, rows[0].greatest];
}

function expectAbout([least, greatest]: [number, number], from: number, to: number): void {
  expect(least).toBeGreaterThanOrEqual(from);
  expect(greatest).toBeLessThanOrEqual(to);
  // Spread over all of it.
  expect(greatest - least).toBeGreaterThan((to - from) / 2);
}

test('The simulation of load polls accounts without a channel as often as the product does', async () => {
  const { polledSeconds, jitter } = pace;
  const range = await rangeOf(
    `select extract(epoch from private.jittered(${polledSeconds})) from generate_series(1, 200)`,
  );
  expectAbout(range, polledSeconds * (1 - jitter), polledSeconds * (1 + jitter));
});

test('calendars with a channel, too', async () => {
  const { watchedSeconds, jitter } = pace;
  const range = await rangeOf(
    `select extract(epoch from private.calendar_due_at(c, s) - c.last_synced_at)
     from public.calendars as c join private.calendar_sync as s on s.calendar_id = c.id`,
  );
  expectAbout(range, watchedSeconds * (1 - jitter), watchedSeconds * (1 + jitter));
});

test.each([
  ['google', false],
  ['microsoft', true],
] as const)('and renews the channels of %s when the product does', async (provider, isRenewable) => {
  const { lifeDays, renewFrom, renewTo } = pace[provider];
  await db.sql.query(`update private.channels set state = 'opening', verified_at = null`);
  await db.sql.query(
    `select public.finish_channel(h.id, 'resource', now() + make_interval(secs => $1::float * 86400), is_renewable => $2) from private.channels as h`,
    [lifeDays, isRenewable],
  );
  const range = await rangeOf(`select extract(epoch from h.renew_at - now()) / 86400 from private.channels as h`);
  // Between the calls and the query a moment has passed.
  expectAbout(range, lifeDays * renewFrom - 0.01, lifeDays * renewTo);
});
