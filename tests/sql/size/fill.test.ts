import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { fillDatabase } from './fill.ts';

const db = useDatabase();
const bookings = 30;
let admin: pg.Client;

// As superuser: some of the tables belong to nobody else.
beforeAll(async () => {
  admin = new pg.Client({ connectionString: db.url('supabase_admin') });
  await admin.connect();
  // More events than days, so that two of them share a day.
  await fillDatabase(admin, { hosts: 8, bookings, ownBookings: bookings, events: 150 });
  return () => admin.end();
});

/** Rows of a query before and after statements that make triggers derive them again. */
async function rowsAround(query: string, ...statements: string[]): Promise<[unknown[], unknown[]]> {
  await admin.query('begin');
  try {
    const { rows: loaded } = await admin.query(query);
    for (const statement of statements) await admin.query(statement);
    const { rows: derived } = await admin.query(query);
    expect(loaded.length).toBeGreaterThan(0);
    return [loaded, derived];
  } finally {
    await admin.query('rollback');
  }
}

const eventColumns =
  'id, calendar_id, provider_event_id, series_id, ical_uid, title, starts_at, ends_at, is_all_day, start_date, end_date, status, transparency, is_busy, booking_id';

test('The merged busy days that a large database is loaded with are those that triggers make of its events', async () => {
  const [loaded, derived] = await rowsAround(
    'select calendar_id, day, spans, is_all_day from private.busy_days where not isempty(spans) order by 1, 2',
    'create temporary table kept as select * from public.synced_events',
    'delete from public.synced_events',
    'delete from private.busy_days',
    `insert into public.synced_events (${eventColumns}) select ${eventColumns} from kept`,
  );
  expect(derived).toEqual(loaded);
});

test('so are the seats of its bookings and the calendars that they go to', async () => {
  const [loaded, derived] = await rowsAround(
    'select id, seat, calendar_id, status from public.bookings order by id',
    'update public.bookings set reschedules = reschedules',
  );
  expect(derived).toEqual(loaded);
});

test('and how many bookings of an address are counted', async () => {
  const [loaded, derived] = await rowsAround(
    'select booking_id, kind, host_id, counted_as, until from private.counted_bookings where until > now() order by 1',
    'delete from private.counted_bookings',
    'update public.booking_attendees set email = email',
  );
  expect(derived).toEqual(loaded);
});

test('Every row of a large database satisfies what a table demands', async () => {
  const { rows } = await admin.query<{ name: string; table: string; definition: string }>(
    `select conname as name, conrelid::regclass::text as table, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype in ('c', 'f') and connamespace in ('public'::regnamespace, 'private'::regnamespace) and conparentid = 0`,
  );
  const broken: string[] = [];
  for (const { name, table, definition } of rows) {
    await admin.query('begin');
    try {
      // Rows that were added while nothing was checked are checked by a constraint that is made anew.
      await admin.query(`alter table ${table} add constraint checked_anew ${definition}`);
    } catch (error) {
      broken.push(`${name}: ${(error as Error).message}`);
    } finally {
      await admin.query('rollback');
    }
  }
  expect(rows.length).toBeGreaterThan(50);
  expect(broken).toEqual([]);
});
