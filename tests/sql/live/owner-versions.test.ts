import { beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import {
  createCalendar,
  createEventType,
  createHost,
  createHours,
  createUser,
  insert,
} from '../../support/fixtures.ts';
import { visitor } from '../booking/support.ts';

const db = useDatabase();
// biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
let [host, type, calendar, booking, endpoint]: any[] = [];

const slot = (n: number): Date => new Date(Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000 + n * 1_800_000);
const run = (text: string, ...values: unknown[]) => db.sql.query(text, values);
/** The id of a booking that was made at the n-th half hour. */
async function book(n: number, eventType = type): Promise<string> {
  const { rows } = await run(
    'select public.create_booking($1, $2, 30, $3) as result',
    eventType.id,
    slot(n),
    visitor('Ann', `ann${n}@example.com`),
  );
  return rows[0].result.booking.id;
}
async function versions(ownerId: string = host.owner_id): Promise<Record<string, number>> {
  const { rows } = await run('select public.owner_versions(array[$1]::uuid[]) as result', ownerId);
  return rows[0].result[ownerId];
}
/** The topics whose versions are others after this. */
async function changedBy(change: () => Promise<unknown>): Promise<string[]> {
  const before = await versions();
  await change();
  const after = await versions();
  return Object.keys(after)
    .filter((topic) => after[topic] !== before[topic])
    .sort();
}

beforeEach(async () => {
  host = await createHost(db.sql, { time_zone: 'UTC' });
  type = await createEventType(db.sql, host.id, { min_notice_minutes: 0, horizon_days: 60 });
  await createHours(db.sql, host.id);
  calendar = await createCalendar(db.sql, host, { access: 'write' });
  await run('update public.calendar_links set is_booking_target = true where calendar_id = $1', calendar.id);
  endpoint = await insert(db.sql, 'webhook_endpoints', {
    ...{ owner_id: host.owner_id, url: 'https://example.com/hook', events: ['booking.moved'] },
  });
  booking = await book(20);
});

describe('the versions of an owner', () => {
  test.each<[string, string[], () => Promise<unknown>]>([
    ['a booking', ['bookings'], () => book(0)],
    ['a hold', ['bookings'], () => run('select public.hold_slot($1, $2, 30)', type.id, slot(0))],
    ['a cancellation', ['bookings'], () => run('select public.cancel_booking($1, null, 0)', booking)],
    [
      'a visitor who did not come',
      ['bookings'],
      () => run('update public.bookings set no_show = true where id = $1', booking),
    ],
    [
      'a mail that was sent',
      ['bookings'],
      () => run(`update public.notifications set state = 'sent' where booking_id = $1`, booking),
    ],
    [
      'an event that could not be written',
      ['bookings'],
      () => run(`update public.booking_calendar_events set last_error = 'Not there.' where booking_id = $1`, booking),
    ],
    [
      'a webhook that was delivered',
      ['bookings'],
      async () => {
        await insert(db.sql, 'webhook_deliveries', { endpoint_id: endpoint.id, event: 'booking.moved' });
        await run(`update public.webhook_deliveries set state = 'delivered' where endpoint_id = $1`, endpoint.id);
      },
    ],
    [
      'an event in the time of a booking',
      ['conflicts'],
      () => insert(db.sql, 'booking_conflicts', { booking_id: booking, event_title: 'Dentist' }),
    ],
    [
      'a conflict that is over',
      ['conflicts'],
      async () => {
        await insert(db.sql, 'booking_conflicts', { booking_id: booking, event_title: 'Dentist' });
        await run(
          `update public.booking_conflicts set resolved_at = now(), resolution = 'kept' where booking_id = $1`,
          booking,
        );
      },
    ],
    [
      'a pull without news',
      ['connections'],
      () => run('update public.calendars set last_synced_at = now() where id = $1', calendar.id),
    ],
    [
      'an account that is lost',
      ['connections'],
      () =>
        run(`update public.calendar_connections set status = 'needs_reconnect' where id = $1`, calendar.connection_id),
    ],
    ['another account', ['connections', 'schedule'], () => createCalendar(db.sql, host)],
    [
      'an account that is deleted',
      ['bookings', 'connections', 'schedule'],
      () => run('delete from public.calendar_connections where id = $1', calendar.connection_id),
    ],
    [
      'an event of unknown time',
      ['connections'],
      () =>
        run(
          `insert into private.unknown_times (calendar_id, object_id, fingerprint, message) values ($1, 'broken', 'print', 'Broken')`,
          calendar.id,
        ),
    ],
    ['a line of the log', ['log'], () => insert(db.sql, 'sync_logs', { owner_id: host.owner_id, operation: 'pull' })],
    ['hours', ['schedule'], () => createHours(db.sql, host.id, '10:00', '12:00')],
    [
      'a vacation',
      ['schedule'],
      () =>
        insert(db.sql, 'blocked_periods', {
          host_id: host.id,
          kind: 'vacation',
          start_date: '2027-01-01',
          end_date: '2027-01-02',
        }),
    ],
    [
      'an override',
      ['schedule'],
      () =>
        insert(db.sql, 'availability_overrides', { host_id: host.id, override_date: '2027-01-01', effect: 'closed' }),
    ],
    ['an event type', ['schedule'], () => createEventType(db.sql, host.id)],
    ['another name', ['schedule'], () => run(`update public.hosts set display_name = 'Ann' where id = $1`, host.id)],
    ['another host', ['schedule'], () => createHost(db.sql, { owner_id: host.owner_id })],
    [
      'a calendar that no longer blocks',
      ['connections', 'schedule'],
      () => run('update public.calendar_links set blocks_availability = false where calendar_id = $1', calendar.id),
    ],
  ])('are others after %s: %j', async (_what, topics, change) => {
    expect(await changedBy(change)).toEqual(topics);
  });

  test('stay when nothing of the owner changes', async () => {
    const other = await createHost(db.sql);
    const otherType = await createEventType(db.sql, other.id, { min_notice_minutes: 0 });
    await createHours(db.sql, other.id);
    expect(await changedBy(() => book(3, otherType))).toEqual([]);
    expect(await changedBy(() => createCalendar(db.sql, other))).toEqual([]);
    expect(await changedBy(() => run('update public.calendars set name = name where id = $1', calendar.id))).toEqual(
      [],
    );
  });

  test('are raised once by a transaction, and stay when it is rolled back', async () => {
    const before = await versions();
    const client = await db.sql.connect();
    for (const end of ['rollback', 'commit']) {
      await client.query('begin');
      for (const n of [1, 2]) {
        await client.query('select public.create_booking($1, $2, 30, $3)', [
          type.id,
          slot(n),
          visitor('Ann', `${n}@example.com`),
        ]);
        await client.query(`update public.hosts set stale_after_minutes = 20 + $1 where id = $2`, [n, host.id]);
      }
      await client.query(end);
    }
    client.release();
    expect(await versions()).toEqual({
      ...before,
      bookings: (before.bookings ?? 0) + 1,
      schedule: (before.schedule ?? 0) + 1,
    });
  });

  test('add up all hosts of the owner, and are others when one of them is deleted', async () => {
    const second = await createHost(db.sql, { owner_id: host.owner_id, time_zone: 'UTC' });
    const secondType = await createEventType(db.sql, second.id, { min_notice_minutes: 0 });
    await createHours(db.sql, second.id);
    expect(await changedBy(() => book(0, secondType))).toEqual(['bookings']);
    await run('delete from public.bookings where host_id = $1', second.id);
    expect(await changedBy(() => run('delete from public.hosts where id = $1', second.id))).toEqual([
      'bookings',
      'schedule',
    ]);
  });

  test('are those of every owner who is asked for, also of one who has nothing', async () => {
    const nobody = await createUser(db.sql);
    const { rows } = await run('select public.owner_versions(array[$1, $2]::uuid[]) as result', host.owner_id, nobody);
    expect(Object.keys(rows[0].result).sort()).toEqual([host.owner_id, nobody].sort());
    expect(rows[0].result[nobody]).toEqual({ bookings: 0, connections: 0, conflicts: 0, log: 0, schedule: 0 });
  });

  test('go with the owner', async () => {
    await run('delete from public.bookings where host_id = $1', host.id);
    await run('delete from auth.users where id = $1', host.owner_id);
    const { rows } = await run('select 1 from private.owner_versions where owner_id = $1', host.owner_id);
    expect(rows).toEqual([]);
  });
});

test('Bookings of two hosts of one owner do not wait for each other', async () => {
  const second = await createHost(db.sql, { owner_id: host.owner_id, time_zone: 'UTC' });
  const secondType = await createEventType(db.sql, second.id, { min_notice_minutes: 0 });
  await createHours(db.sql, second.id);
  const slow = await db.sql.connect();
  try {
    await slow.query('begin');
    await slow.query('select public.create_booking($1, $2, 30, $3)', [secondType.id, slot(1), visitor()]);
    await slow.query('update public.bookings set no_show = true where host_id = $1', [second.id]);
    await slow.query('set constraints all immediate');
    await run(
      `set lock_timeout = '2s'; update public.bookings set no_show = true where id = '${booking}'; reset lock_timeout`,
    );
  } finally {
    await slow.query('rollback');
    slow.release();
  }
});
