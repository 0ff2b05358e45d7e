import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { fillDatabase, MEASURED } from './fill.ts';
import { measurePages, type Pages } from './pages.ts';

const db = useDatabase();
const bookings = 20;
let before: Pages;
let after: Pages;

/**
 * Of all hosts but the one whose calls are measured: what is in a state that few rows are in, and that an index of few rows is for. As many as
 * fit into a page or two of that index: more, and the planner sees that it has grown.
 */
const underWay = [
  `insert into public.bookings (id, host_id, event_type_id, status, starts_at, ends_at, seat, expires_at)
   select gen_random_uuid(), e.host_id, e.id, 'held', t.at, t.at + interval '30 minutes', 1, now() + (2 + 3 * random()) * interval '1 minute'
   from public.event_types as e join public.hosts as h on h.id = e.host_id and h.slug <> 'host-${MEASURED}'
   cross join generate_series(1, 1) as i
   cross join lateral (select date_trunc('day', now(), 'UTC') + interval '30 days 15 hours' + i * interval '1 hour' as at) as t`,
  `update public.notifications as n set state = 'pending' from public.bookings as b join public.hosts as h on h.id = b.host_id
   where b.id = n.booking_id and h.slug <> 'host-${MEASURED}'`,
  `update public.webhook_deliveries as d set state = 'pending', next_attempt_at = now() + interval '1 hour' from public.webhook_endpoints as w
   where w.id = d.endpoint_id and w.url <> 'https://example.com/${MEASURED}'`,
  `update public.booking_calendar_events as e set state = 'pending', listed_at = null from public.bookings as b join public.hosts as h on h.id = b.host_id
   where b.id = e.booking_id and h.slug <> 'host-${MEASURED}'`,
  `update public.booking_conflicts as k set resolved_at = null, resolution = null from public.hosts as h where h.id = k.host_id and h.slug <> 'host-${MEASURED}'`,
];

beforeAll(async () => {
  const admin = new pg.Client({ connectionString: db.url('supabase_admin') });
  await admin.connect();
  const measure = async () => {
    const client = await db.sql.connect();
    try {
      return await measurePages(client, bookings);
    } finally {
      client.release();
    }
  };
  await fillDatabase(admin, { hosts: 200, bookings, ownBookings: bookings });
  // Statistics that say that nothing is under way, as they do in the morning.
  for (const table of [
    'bookings',
    'notifications',
    'webhook_deliveries',
    'booking_calendar_events',
    'booking_conflicts',
  ]) {
    await admin.query(`alter table public.${table} set (autovacuum_enabled = off)`);
  }
  before = await measure();
  await admin.query('set session_replication_role = replica');
  for (const statement of underWay) await admin.query(statement);
  await admin.end();
  after = await measure();
}, 240_000);

test('What is under way for all others, and unknown to the planner, makes no call read more', () => {
  // Rows that were written anew lie elsewhere and in indexes twice.
  const grown = Object.entries(after).filter(([name, pages]) => pages > (before[name] ?? 0) * 1.4 + 70);
  expect(grown.map(([name, pages]) => `${name}: ${before[name]} → ${pages}`)).toEqual([]);
});
