import type pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createHost, createUser } from '../../support/fixtures.ts';
import { pageOfRun } from '../../support/page.ts';
import { type SceneHost, setSharedScene } from './shared-scene.ts';
import { visitor } from './support.ts';

const db = useDatabase();
const open: pg.PoolClient[] = [];

afterEach(async () => {
  for (const client of open.splice(0)) {
    await client.query('rollback');
    client.release();
  }
});

/** A connection in a transaction of its own that is rolled back at the end of the test. */
async function begin(): Promise<pg.PoolClient> {
  const client = await db.sql.connect();
  open.push(client);
  await client.query('begin');
  return client;
}

/** The same, as the Data API does it for an owner. */
async function beginAs(owner: string): Promise<pg.PoolClient> {
  const client = await begin();
  await client.query(`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`, [
    JSON.stringify({ sub: owner, role: 'authenticated' }),
  ]);
  return client;
}

const book = (client: pg.PoolClient, host: SceneHost, start: string) =>
  client.query('select public.create_booking($1, $2, 30, $3) as result', [host.type.id, start, visitor()]);
const link = (client: pg.PoolClient, calendar: { id: string }, host: SceneHost) =>
  client.query('insert into public.calendar_links (calendar_id, host_id) values ($1, $2)', [calendar.id, host.id]);

/** Waits until a connection waits for a lock of another one. */
async function untilBlocked(client: pg.PoolClient): Promise<void> {
  const { processID: pid } = client as unknown as { processID: number };
  for (;;) {
    const { rows } = await db.sql.query('select cardinality(pg_blocking_pids($1)) as n', [pid]);
    if (rows[0].n > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Starts something that has to wait, and sees that it does. */
async function waits<T>(client: pg.PoolClient, work: (client: pg.PoolClient) => Promise<T>): Promise<Promise<T>[]> {
  const pending = work(client);
  pending.catch(() => undefined);
  await Promise.race([
    untilBlocked(client),
    pending.then(() => {
      throw new Error('it did not wait');
    }),
  ]);
  // In a list, so that it is not awaited here.
  return [pending];
}

describe('A booking that waits while its owner links another host', () => {
  test('takes the lock of that host as well: a booking there sees it', async () => {
    const scene = await setSharedScene(db.sql);
    const calendar = await scene.calendar('both', 'none');
    const owner = await beginAs(scene.owner);
    await link(owner, calendar, scene.b);
    const first = await begin();
    const [booked] = await waits(first, (client) => book(client, scene.a, scene.slot(0)));
    await owner.query('commit');
    await booked;
    const second = await begin();
    const [refused] = await waits(second, (client) => book(client, scene.b, scene.slot(0)));
    await first.query('commit');
    await expect(refused).rejects.toMatchObject({ detail: 'slot_taken' });
  });

  test('and so does a page of a pull: a booking there sees its events', async () => {
    const scene = await setSharedScene(db.sql);
    const calendar = await scene.calendar('both', 'none');
    await db.sql.query('insert into private.calendar_sync (calendar_id) values ($1)', [calendar.id]);
    const owner = await beginAs(scene.owner);
    await link(owner, calendar, scene.b);
    const puller = await begin();
    const [applied] = await waits(puller, (client) =>
      client.query('select public.apply_calendar_changes($1, $2)', [
        calendar.id,
        pageOfRun({
          changes: [{ kind: 'upsert', provider_event_id: 'event', starts_at: scene.slot(0), ends_at: scene.slot(1) }],
        }),
      ]),
    );
    await owner.query('commit');
    await applied;
    const [refused] = await waits(await begin(), (client) => book(client, scene.b, scene.slot(0)));
    await puller.query('commit');
    await expect(refused).rejects.toMatchObject({ detail: 'slot_not_offered' });
  });
});

describe('An owner who changes a link while a booking is made', () => {
  test('waits for it, and is told that it overlaps with one of the host that is linked', async () => {
    const scene = await setSharedScene(db.sql);
    const calendar = await scene.calendar('both', 'none');
    const there = await scene.booked(scene.b, scene.slot(0));
    const visitorOfA = await begin();
    const { rows } = await book(visitorOfA, scene.a, scene.slot(0));
    const owner = await beginAs(scene.owner);
    const [linked] = await waits(owner, (client) => link(client, calendar, scene.b));
    await visitorOfA.query('commit');
    await linked;
    await owner.query('commit');
    expect(await scene.conflicts(there)).toMatchObject([{ other_booking_id: rows[0].result.booking.id }]);
  });

  test.each([
    ['takes back the booking target', 'update public.calendar_links set is_booking_target = false where host_id = $1'],
    ['unlinks the calendar', 'delete from public.calendar_links where host_id = $1'],
  ])('and %s: what is not written yet follows', async (_, change) => {
    const scene = await setSharedScene(db.sql);
    await scene.calendar('both', 'blocks');
    const holder = await begin();
    await holder.query('select public.hold_slot($1, $2, 30)', [scene.a.type.id, scene.slot(0)]);
    const [changed] = await waits(await beginAs(scene.owner), (client) => client.query(change, [scene.a.id]));
    await holder.query('commit');
    await changed;
    await open.at(-1)?.query('commit');
    expect(await scene.offers(scene.b, scene.slot(0))).toBe(true);
  });

  test('waits with no link in their hand, so that a disconnect at the same time gets through', async () => {
    const scene = await setSharedScene(db.sql);
    const calendar = await scene.calendar('both', 'both');
    const service = await begin();
    await service.query('select private.lock_owner_hosts($1)', [scene.owner]);
    const [changed] = await waits(await beginAs(scene.owner), (client) =>
      client.query('update public.calendar_links set blocks_availability = true where host_id = $1', [scene.a.id]),
    );
    await service.query(`select public.disconnect_connection($1, $2, 'keep')`, [calendar.connection_id, scene.owner]);
    await service.query('commit');
    await expect(changed).resolves.toMatchObject({ rowCount: 1 });
  });
});

test('A booking takes the locks of its hosts by id: whoever does the same gets through', async () => {
  const scene = await setSharedScene(db.sql);
  await scene.calendar('both', 'blocks');
  const [first, last] = [scene.a.id, scene.b.id].sort();
  const other = await begin();
  const lock = 'select from public.hosts where id = $1 for no key update';
  await other.query(lock, [first]);
  const [booked] = await waits(await begin(), (client) => book(client, scene.a, scene.slot(0)));
  await other.query(lock, [last]);
  await other.query('commit');
  await expect(booked).resolves.toMatchObject({ rowCount: 1 });
});

test('An owner who changes all hosts at once takes them in the order of bookings, however they lie in the table', async () => {
  const owner = await createUser(db.sql);
  const ids = ['ffffffff-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000001'];
  for (const id of ids) await createHost(db.sql, { owner_id: owner, id });
  const booking = await begin();
  const lock = 'select from public.hosts where id = $1 for no key update';
  await booking.query(lock, [ids[1]]);
  const [changed] = await waits(await beginAs(owner), (client) =>
    client.query('update public.hosts set stale_after_minutes = 20 where owner_id = $1', [owner]),
  );
  await booking.query(lock, [ids[0]]);
  await booking.query('commit');
  await expect(changed).resolves.toMatchObject({ rowCount: 2 });
});

describe('Whatever else changes links locks all hosts of their owner first', () => {
  test('a list of calendars that names a new one', async () => {
    const scene = await setSharedScene(db.sql);
    const calendar = await scene.calendar('both', 'blocks');
    const booking = await begin();
    await booking.query('select private.lock_owner_hosts($1)', [scene.owner]);
    const listed = [calendar.provider_calendar_id, 'new'].map((provider_calendar_id) => ({
      provider_calendar_id,
      name: 'renamed',
      access: 'write',
      is_own: true,
    }));
    const [updated] = await waits(await begin(), (client) =>
      client.query('select public.update_calendars($1, $2)', [calendar.connection_id, JSON.stringify(listed)]),
    );
    await booking.query('select from public.calendars where id = $1 for no key update nowait', [calendar.id]);
    await booking.query('commit');
    await updated;
  });

  test('a calendar that has vanished', async () => {
    const scene = await setSharedScene(db.sql);
    const [low, high] = [scene.a, scene.b].sort((one, other) => (one.id < other.id ? -1 : 1));
    if (low === undefined || high === undefined) throw new Error('two hosts are needed');
    const calendar = await scene.calendar();
    await scene.link(calendar, high, 'both');
    await db.sql.query(
      `with listed as (
         insert into private.connection_sync (connection_id, listed_at) select connection_id, now() from public.calendars where id = $1
       ), read as (update public.calendars set last_synced_at = now() - interval '1 hour' where id = $1)
       insert into private.calendar_sync (calendar_id, missing_since) values ($1, now() - interval '10 minutes')`,
      [calendar.id],
    );
    const booking = await begin();
    const lock = 'select from public.hosts where id = $1 for no key update';
    await booking.query(lock, [low.id]);
    const [failed] = await waits(await begin(), (client) =>
      client.query(`select public.fail_pull($1, 'gone', 'It is not there.', false)`, [calendar.id]),
    );
    await booking.query(lock, [high.id]);
    await booking.query('commit');
    await failed;
    await open.at(-1)?.query('commit');
    const { rows } = await db.sql.query('select is_booking_target from public.calendar_links where calendar_id = $1', [
      calendar.id,
    ]);
    expect(rows).toEqual([{ is_booking_target: false }]);
  });
});
