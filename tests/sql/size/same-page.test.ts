import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { fillDatabase, idOf } from './fill.ts';

const db = useDatabase();
const hosts = 40;
const bookings = 20;
/** The sixteenth booking of each host, which is to come. */
const each = Array.from({ length: hosts }, (_, n) => n + 1);

beforeAll(async () => {
  const admin = new pg.Client({ connectionString: db.url('supabase_admin') });
  await admin.connect();
  await fillDatabase(admin, { hosts, bookings, ownBookings: bookings });
  await admin.end();
});

/** How many rows of a table a transaction changes, and for how many of them every index has to learn where they went. */
async function changesOf(table: string, statement: (host: number) => string): Promise<{ rows: number; moved: number }> {
  const client = await db.sql.connect();
  try {
    await client.query('begin');
    for (const host of each) await client.query(statement(host));
    const { rows } = await client.query(
      `select pg_stat_get_xact_tuples_updated($1::regclass)::int as rows,
         (pg_stat_get_xact_tuples_updated($1::regclass) - pg_stat_get_xact_tuples_hot_updated($1::regclass))::int as moved`,
      [table],
    );
    return rows[0];
  } finally {
    await client.query('rollback');
    client.release();
  }
}

test('how the attempt to send a mail ended changes no index', async () => {
  const changes = await changesOf(
    'public.notifications',
    (host) => `update public.notifications set state = 'pending' where id = '${idOf('notification', host, 16)}';
      select public.finish_notification('${idOf('notification', host, 16)}', null)`,
  );
  expect(changes).toEqual({ rows: 2 * hosts, moved: 0 });
});

test('a change of an event that is to be written changes no index', async () => {
  const changes = await changesOf(
    'public.booking_calendar_events',
    (host) => `select private.change_event('${idOf('booking', host, 16)}', '${idOf('calendar', host, 1)}', true)`,
  );
  expect(changes).toEqual({ rows: hosts, moved: 0 });
});
