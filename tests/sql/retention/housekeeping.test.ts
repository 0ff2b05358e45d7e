import { describe, expect, test } from 'vitest';
import { createDb } from '../../../sync-service/src/db/rpc.ts';
import { keepHouse } from '../../../sync-service/src/jobs/housekeeping.ts';
import { defaultRetention, type KeptKind, type Retention } from '../../../sync-service/src/retention.ts';
import { useDatabase } from '../../support/database.ts';
import { createCalendar, createUser, insert } from '../../support/fixtures.ts';
import { createSqlClient } from '../../sync/sql-client.ts';
import { daysAgo, nextDay, rememberingHost } from './scene.ts';

const db = useDatabase();
const run = async (text: string, ...values: unknown[]) => (await db.sql.query(text, values)).rows;
const keep = (retention: Partial<Retention> = {}) =>
  keepHouse(createDb(createSqlClient(db.sql)), { ...defaultRetention, ...retention }, undefined);
const days = (count: number) => `now() - make_interval(days => ${count})`;

/** Writes a row of a kind that is so many days old, for an owner with a host; counts those that there are. */
const KINDS: Record<
  Exclude<KeptKind, 'attendees' | 'failed_jobs'>,
  { write: (scene: Scene, age: number) => Promise<unknown>; count: string }
> = {
  waiting: {
    write: ({ host, type }, age) =>
      insert(db.sql, 'waitlist_entries', {
        ...{
          host_id: host.id,
          event_type_id: type.id,
          name: 'Ann',
          email: 'ann@example.com',
          state: 'closed',
          check_at: daysAgo(age),
        },
        ...{ starts_at: daysAgo(age), ends_at: new Date(daysAgo(age).getTime() + 60_000) },
      }),
    count: 'public.waitlist_entries where host_id = $1',
  },
  mails: {
    write: async ({ booking }, age) => {
      const { id } = await insert(db.sql, 'notifications', {
        booking_id: booking.id,
        kind: 'booking_confirmed',
        recipient: 'a@example.com',
        state: 'sent',
      });
      await run(
        `insert into private.outbox (notification_id, recipient, subject, body, created_at) values ($1, 'a', 'b', 'c', ${days(age)})`,
        id,
      );
    },
    count:
      'private.outbox as o join public.notifications as n on n.id = o.notification_id join public.bookings as b on b.id = n.booking_id where b.host_id = $1',
  },
  notifications: {
    write: ({ booking }, age) =>
      insert(db.sql, 'notifications', {
        booking_id: booking.id,
        kind: 'reminder',
        recipient: 'a@example.com',
        state: 'sent',
        created_at: daysAgo(age),
      }),
    count: `public.notifications as n join public.bookings as b on b.id = n.booking_id where n.kind = 'reminder' and b.host_id = $1`,
  },
  holds: {
    write: ({ host, type }, age) =>
      insert(db.sql, 'bookings', {
        ...{ host_id: host.id, event_type_id: type.id, status: 'expired', expires_at: daysAgo(age) },
        ...{ starts_at: daysAgo(age + 1), ends_at: daysAgo(age) },
      }),
    count: `public.bookings where status = 'expired' and host_id = $1`,
  },
  events: {
    write: async ({ calendar }, age) => {
      await insert(db.sql, 'synced_events', {
        ...{ calendar_id: calendar.id, provider_event_id: crypto.randomUUID() },
        ...{ starts_at: daysAgo(age + 1), ends_at: daysAgo(age) },
      });
      await run(
        'insert into private.calendar_sync (calendar_id, tidy_at) values ($1, now()) on conflict (calendar_id) do update set tidy_at = now()',
        calendar.id,
      );
    },
    count:
      'public.synced_events where calendar_id in (select calendar_id from public.calendar_links where host_id = $1)',
  },
  left_accounts: {
    write: async ({ host }, age) => {
      const left = await createCalendar(db.sql, host, {}, { status: 'disconnected' });
      await run(
        `insert into private.connection_secrets (connection_id, account_key, sealed, updated_at) values ($1::uuid, $1::text, null, ${days(age)})`,
        left.connection_id,
      );
      await run(`insert into private.calendar_sync (calendar_id, cursor) values ($1, 'old')`, left.id);
      await insert(db.sql, 'synced_events', {
        ...{ calendar_id: left.id, provider_event_id: 'last', starts_at: daysAgo(-1), ends_at: daysAgo(-2) },
      });
    },
    count: `private.calendar_sync as s join public.calendar_links as l on l.calendar_id = s.calendar_id
      where s.cursor = 'old' and exists (select from public.synced_events as e where e.calendar_id = s.calendar_id) and l.host_id = $1`,
  },
  history: {
    write: ({ host }, age) =>
      run(
        `insert into private.history (subject, kind, row_id, valid_until, is_deleted, was) values ($1, 'test', $1, ${days(age)}, false, '{}')`,
        host.id,
      ),
    count: `private.history where kind = 'test' and subject = $1`,
  },
  logs: {
    write: ({ host }, age) =>
      insert(db.sql, 'sync_logs', { owner_id: host.owner_id, operation: 'pull', created_at: daysAgo(age) }),
    count: 'public.sync_logs as l join public.hosts as h on h.owner_id = l.owner_id where h.id = $1',
  },
  deliveries: {
    write: async ({ host }, age) => {
      const endpoint = await insert(db.sql, 'webhook_endpoints', {
        owner_id: host.owner_id,
        url: 'https://example.com/',
        events: ['booking.confirmed'],
      });
      await insert(db.sql, 'webhook_deliveries', {
        endpoint_id: endpoint.id,
        event: 'booking.confirmed',
        state: 'delivered',
        body: {},
        created_at: daysAgo(age),
      });
    },
    count: `public.webhook_deliveries as d join public.webhook_endpoints as e on e.id = d.endpoint_id join public.hosts as h on h.owner_id = e.owner_id where h.id = $1`,
  },
};

type Scene = Awaited<ReturnType<typeof openScene>>;

async function openScene() {
  const scene = await rememberingHost(db.sql, { retention_days: null });
  return { ...scene, booking: await scene.book(daysAgo(-1)), calendar: await createCalendar(db.sql, scene.host) };
}

describe('Housekeeping', () => {
  const kinds = Object.keys(KINDS) as (keyof typeof KINDS)[];

  test.each(kinds)('deletes %s that are older than they are kept, and no others', async (kind) => {
    const { write, count } = KINDS[kind];
    const scene = await openScene();
    const kept = defaultRetention[kind] ?? 0;
    await write(scene, kept + 1);
    await write(scene, kept - 1);
    const left = async () => (await run(`select count(*)::int as n from ${count}`, scene.host.id))[0].n;
    expect(await left()).toBe(2);
    await keep();
    expect(await left()).toBe(1);
    await keep({ [kind]: null });
    expect(await left()).toBe(1);
    await write(scene, 0);
    if (kind === 'events') await run('update private.calendar_sync set tidy_at = now()');
    await keep({ [kind]: 1 });
    expect(await left()).toBe(1);
  });

  test('goes on in batches until nothing is left', async () => {
    const { host } = await openScene();
    await run(
      `insert into private.history (subject, kind, row_id, valid_until, is_deleted, was)
       select $1, 'test', $1, now() - interval '91 days', false, '{}' from generate_series(1, 2500)`,
      host.id,
    );
    await run(
      `insert into public.sync_logs (owner_id, operation, created_at) select $1, 'pull', now() - interval '31 days' from generate_series(1, 10500)`,
      host.owner_id,
    );
    await keep();
    expect(await run('select from private.history where subject = $1', host.id)).toEqual([]);
    expect(await run('select from public.sync_logs where owner_id = $1', host.owner_id)).toEqual([]);
  });

  test('keeps a request that expired, with its visitor, and a mail that is still to be sent', async () => {
    const { book, booking } = await openScene();
    const request = await book(daysAgo(400), { status: 'expired' });
    const { id } = await insert(db.sql, 'notifications', {
      booking_id: booking.id,
      kind: 'reminder',
      recipient: 'a@example.com',
      created_at: daysAgo(400),
    });
    // However many requests come before the holds.
    await book(daysAgo(399), { status: 'expired' });
    const hold = await insert(db.sql, 'bookings', {
      ...{
        host_id: request.host_id,
        event_type_id: request.event_type_id,
        status: 'expired',
        expires_at: daysAgo(390),
      },
      ...{ starts_at: daysAgo(391), ends_at: daysAgo(390) },
    });
    await run(`delete from private.prunings where kind = 'holds'`);
    for (let call = 0; call < 4; call += 1) await run(`select public.prune_old_rows('holds', 30, 1)`);
    expect(await run('select from public.bookings where id = $1', hold.id)).toEqual([]);
    await keep();
    expect(await run('select from public.bookings where id = $1', request.id)).toHaveLength(1);
    expect(await run('select from public.notifications where id = $1', id)).toHaveLength(1);
  });

  test('has visitors forgotten after the time of the installation, or that of their host if it is shorter', async () => {
    const [none, short, long] = [
      await rememberingHost(db.sql, { retention_days: null }),
      await rememberingHost(db.sql, { retention_days: 30 }),
      await rememberingHost(db.sql, { retention_days: 3000 }),
    ];
    for (const { book } of [none, short, long]) for (const age of [10, 60, 200]) await book(daysAgo(age));
    const names = async () =>
      Promise.all(
        [none, short, long].map(async ({ names: all }) => (await all()).filter((name) => name === 'Ann').length),
      );
    await keep();
    expect(await names()).toEqual([3, 1, 3]);
    await nextDay(db.sql);
    await keep({ attendees: 100 });
    expect(await names()).toEqual([2, 1, 2]);
    const late = await rememberingHost(db.sql, { retention_days: null });
    await late.book(daysAgo(101));
    await keep({ attendees: 100 });
    expect(await late.names()).toEqual(['Anonymous']);
  });

  test('removes jobs that failed for the last time, whatever their payload says', async () => {
    await run(`select graphile_worker.add_job('push_event', '{"text": "old"}', job_key => 'old', max_attempts => 1)`);
    await run(
      `update graphile_worker._private_jobs set attempts = 1, updated_at = now() - interval '31 days' where key = 'old'`,
    );
    await run(`select graphile_worker.add_job('push_event', '{}', job_key => 'waiting')`);
    await keep();
    expect(await run(`select key from graphile_worker.jobs where key in ('old', 'waiting')`)).toEqual([
      { key: 'waiting' },
    ]);
  });

  test('keeps nothing for less than a day, and knows no other kinds', async () => {
    await createUser(db.sql);
    await expect(run(`select public.prune_old_rows('mails', 0)`)).rejects.toMatchObject({ detail: 'invalid_request' });
    await expect(run(`select public.prune_old_rows('visitors', 5)`)).rejects.toMatchObject({
      detail: 'invalid_request',
    });
  });
});
