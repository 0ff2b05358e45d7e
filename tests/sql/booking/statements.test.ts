import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { offeredHost, visitor } from './support.ts';

const db = useDatabase();

/** How often each of our functions runs while something is booked, by name. */
async function callsOfBooking(eventTypeId: string, start: string): Promise<Record<string, number>> {
  // Only a superuser may have functions counted.
  const client = new pg.Client({ connectionString: db.url('supabase_admin') });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query('begin');
  await client.query(`set local track_functions = 'all'`);
  await client.query('select public.create_booking($1, $2, 30, $3)', [eventTypeId, start, visitor()]);
  const { rows } = await client.query('select funcname as name, calls::int from pg_stat_xact_user_functions');
  await client.query('rollback');
  return Object.fromEntries(rows.map(({ name, calls }) => [name, calls]));
}

test('A booking takes the locks of a host whom nobody else changes once, and looks for time that no calendar knows only where there is one', async () => {
  const { host, owner, eventType, slot } = await offeredHost(db.sql, {});
  const without = await callsOfBooking(eventType.id, slot(3));
  // Which hosts these are is determined before they are locked, and again behind the locks.
  expect(without).toMatchObject({ try_lock_slot: 1, hosts_of_slots: 2, find_free_windows: 1, add_jobs: 1 });
  expect(without).not.toHaveProperty('lock_slots');
  expect(without.unknown_spans).toBe(1);

  await db.sql.query(
    `with connection as (insert into public.calendar_connections (owner_id, provider) values ($1, 'caldav') returning id),
     calendar as (
       insert into public.calendars (connection_id, provider_calendar_id, access, last_synced_at, covered_from, covered_until)
       select id, 'only', 'write', now(), now() - interval '1 day', now() + interval '400 days' from connection returning id
     )
     insert into public.calendar_links (calendar_id, host_id) select id, $2 from calendar`,
    [owner, host.id],
  );
  // The words for the host ask again.
  expect((await callsOfBooking(eventType.id, slot(3))).unknown_spans).toBe(2);
});
