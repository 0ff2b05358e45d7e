import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { pagesOnPool } from '../../support/pages.ts';
import { fillDatabase, idOf, MEASURED } from './fill.ts';

const db = useDatabase();
const type = idOf('type', MEASURED);
const hold = '5eed0000-0000-4000-8000-00000000000f';
const calls = [
  `select public.hold_slot('${type}', date_trunc('day', now(), 'UTC') + interval '3 days 15 hours', 30, 'address')`,
  `select public.release_hold('${hold}', 0)`,
];
let before: number[];
let after: number[];

beforeAll(async () => {
  const admin = new pg.Client({ connectionString: db.url('supabase_admin') });
  await admin.connect();
  await fillDatabase(admin, { hosts: 200, bookings: 20, ownBookings: 20 });
  // Statistics that say that nobody holds anything, as they do in the morning.
  await admin.query('alter table public.bookings set (autovacuum_enabled = off)');
  await admin.query('set session_replication_role = replica');
  const insert = (id: string, which: string, minutes: string) =>
    admin.query(
      `insert into public.bookings (id, host_id, event_type_id, status, starts_at, ends_at, seat, expires_at)
       select ${id}, e.host_id, e.id, 'held', t.at, t.at + interval '30 minutes', 1, now() + ${minutes} * interval '1 minute'
       from public.event_types as e cross join lateral (select date_trunc('day', now(), 'UTC') + interval '30 days 15 hours' as at) as t
       where e.id ${which} '${type}'`,
    );
  await insert(`'${hold}'::uuid`, '=', '5');
  const measure = async () => [await pagesOnPool(db.sql, calls[0] ?? ''), await pagesOnPool(db.sql, calls[1] ?? '')];
  before = await measure();
  // As many as fit into one page of an index: more, and the planner sees that it has grown.
  await insert('gen_random_uuid()', '<>', '(2 + 3 * random())');
  after = await measure();
  await admin.end();
}, 120_000);

test('A hold is found by its id, not among all that are active', () => {
  const grown = after.filter((pages, n) => pages > (before[n] ?? 0) + 60);
  expect({ before, after, grown }).toEqual({ before, after, grown: [] });
});
