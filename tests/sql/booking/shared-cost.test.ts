import { expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { pageOfRun } from '../../support/page.ts';
import { pagesOnPool } from '../../support/pages.ts';
import { cases } from '../../support/scale.ts';
import { type SharedScene, setSharedScene } from './shared-scene.ts';
import { visitor } from './support.ts';

const db = useDatabase();

const pagesOf = (text: string, values: unknown[]) => pagesOnPool(db.sql, text, values);

async function pages(scene: SharedScene, calendar: { id: string }, booking: string): Promise<Record<string, number>> {
  const list = `select public.get_available_slots($1, $2::timestamptz, $2::timestamptz + interval '31 days')`;
  const event = { kind: 'upsert', provider_event_id: 'new', starts_at: scene.slot(9), ends_at: scene.slot(10) };
  return {
    list: await pagesOf(list, [scene.b.type.id, scene.slot(0)]),
    hold: await pagesOf('select public.hold_slot($1, $2, 30)', [scene.a.type.id, scene.slot(6)]),
    book: await pagesOf('select public.create_booking($1, $2, 30, $3)', [scene.a.type.id, scene.slot(6), visitor()]),
    move: await pagesOf('select public.reschedule_booking($1, $2, null, 0)', [booking, scene.slot(6)]),
    cancel: await pagesOf('select public.cancel_booking($1, null, 0)', [booking]),
    expire: await pagesOf('select public.expire_bookings()', []),
    pull: await pagesOf('select public.apply_calendar_changes($1, $2)', [
      calendar.id,
      pageOfRun({ is_last: true, changes: [event] }),
    ]),
    link: await pagesOf(
      'update public.calendar_links set blocks_availability = not blocks_availability where host_id = $1',
      [scene.b.id],
    ),
  };
}

/** Other owners with a host and a calendar each, whose bookings lie in the same days. */
async function addOthers(scene: SharedScene, name: string, hosts: number): Promise<void> {
  await db.sql.query(
    `with owner as (
       insert into auth.users (id, email) select gen_random_uuid(), $2 || n || '@example.com' from generate_series(1, $1::int) as n returning id
     ),
     host as (insert into public.hosts (owner_id, slug) select id, $2 || '-' || id from owner returning id, owner_id),
     type as (insert into public.event_types (host_id, slug) select id, 'type' from host returning id, host_id),
     connection as (
       insert into public.calendar_connections (owner_id, provider) select id, 'caldav' from owner returning id, owner_id
     ),
     calendar as (
       insert into public.calendars (connection_id, provider_calendar_id, access) select id, 'only', 'write' from connection
       returning id, connection_id
     )
     select 1 from type, calendar limit 1`,
    [hosts, name],
  );
  // With what triggers would derive row by row.
  const triggers = (mode: string) =>
    db.sql.query(
      `alter table public.bookings ${mode} trigger user; alter table public.calendar_links ${mode} trigger user`,
    );
  await triggers('disable');
  await db.sql.query(
    `insert into public.calendar_links (calendar_id, host_id, owner_id, is_booking_target)
     select c.id, h.id, h.owner_id, true from public.calendars as c join public.hosts as h on h.owner_id = c.owner_id where starts_with(h.slug, $1)`,
    [name],
  );
  await db.sql.query(
    `insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at, seat, calendar_id)
     select e.host_id, e.id, 'confirmed', t.at, t.at + interval '30 minutes', 1, l.calendar_id
     from public.event_types as e
     join public.hosts as h on h.id = e.host_id and starts_with(h.slug, $2)
     join public.calendar_links as l on l.host_id = h.id
     cross join generate_series(0, 19) as n
     cross join lateral (select $1::timestamptz + n * interval '1 day' as at) as t`,
    [scene.slot(0), name],
  );
  await triggers('enable');
  await db.sql.query('analyze');
}

test('What listing and booking read does not grow with the number of hosts and of their bookings', async () => {
  const scene = await setSharedScene(db.sql);
  const calendar = await scene.calendar('both', 'both');
  await db.sql.query('insert into private.calendar_sync (calendar_id) values ($1)', [calendar.id]);
  const [first = ''] = [await scene.booked(scene.a, scene.slot(0)), await scene.booked(scene.a, scene.slot(2))];
  await addOthers(scene, 'few', 800);
  const few = await pages(scene, calendar, first);
  const hosts = cases(2400, 4000);
  await addOthers(scene, 'many', hosts);
  const many = await pages(scene, calendar, first);
  console.log(`pages with 800 other hosts: ${JSON.stringify(few)}, with ${hosts + 800}: ${JSON.stringify(many)}`);
  // An index that is one level deeper costs a page for each time that it is asked.
  const grown = Object.keys(few).filter((kind) => (many[kind] ?? 0) > (few[kind] ?? 0) * 1.3 + 20);
  expect(grown).toEqual([]);
}, 300_000);
