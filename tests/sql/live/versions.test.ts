import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createCalendar, createEventType, createHost, createHours, insert } from '../../support/fixtures.ts';
import { pageOfRun } from '../../support/page.ts';
import { cases } from '../../support/scale.ts';
import { visitor } from '../booking/support.ts';

const db = useDatabase();
// biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
let [host, type, calendar]: any[] = [];

beforeEach(async () => {
  host = await createHost(db.sql, { time_zone: 'UTC' });
  type = await createEventType(db.sql, host.id, { min_notice_minutes: 0, horizon_days: 60 });
  await createHours(db.sql, host.id);
  calendar = await createCalendar(db.sql, host);
});

async function version(hostId: string = host.id): Promise<number> {
  const { rows } = await db.sql.query('select public.live_versions(array[$1]::uuid[]) as result', [hostId]);
  return rows[0].result[hostId] ?? 0;
}

const slot = (n: number): Date => new Date(Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000 + n * 1_800_000);
const book = (n: number) =>
  db.sql.query('select public.create_booking($1, $2, 30, $3) as result', [type.id, slot(n), visitor()]);
const event = (columns: object = {}) =>
  insert(db.sql, 'synced_events', {
    calendar_id: calendar.id,
    provider_event_id: `e-${Math.random()}`,
    starts_at: slot(1),
    ends_at: slot(2),
    ...columns,
  });

describe('the version of a host', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['a hold', () => db.sql.query('select public.hold_slot($1, $2, 30)', [type.id, slot(0)])],
    ['a booking', () => book(0)],
    ['a busy event', () => event()],
    ['hours', () => createHours(db.sql, host.id, '10:00', '12:00')],
    ['another event type', () => createEventType(db.sql, host.id)],
    [
      'a vacation',
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
      () =>
        insert(db.sql, 'availability_overrides', { host_id: host.id, override_date: '2027-01-01', effect: 'closed' }),
    ],
    [
      'another zone',
      () => db.sql.query(`update public.hosts set time_zone = 'Europe/Berlin' where id = $1`, [host.id]),
    ],
    [
      'a calendar that no longer blocks',
      () => db.sql.query('update public.calendar_links set blocks_availability = false where host_id = $1', [host.id]),
    ],
    [
      'a calendar that is known further ahead',
      () =>
        db.sql.query(`update public.calendars set covered_until = now() + interval '200 days' where id = $1`, [
          calendar.id,
        ]),
    ],
    [
      'a connection that is lost',
      () =>
        db.sql.query(`update public.calendar_connections set status = 'needs_reconnect' where id = $1`, [
          calendar.connection_id,
        ]),
    ],
  ])('is raised by %s', async (_name, change) => {
    const before = await version();
    await change();
    expect(await version()).toBeGreaterThan(before);
  });

  test('is raised by a cancellation, and by an event that moves or goes', async () => {
    const { rows } = await book(0);
    const moving = await event();
    let last = await version();
    const raised = async (text: string, values: unknown[]) => {
      await db.sql.query(text, values);
      const now = await version();
      const isRaised = now > last;
      last = now;
      return isRaised;
    };
    expect(
      await raised('select public.cancel_booking($1, null, null, $2)', [rows[0].result.booking.id, host.owner_id]),
    ).toBe(true);
    expect(await raised('update public.synced_events set ends_at = $1 where id = $2', [slot(3), moving.id])).toBe(true);
    expect(await raised('delete from public.synced_events where id = $1', [moving.id])).toBe(true);
  });

  test('is raised when a stale calendar is read again, not each time that a fresh one is', async () => {
    await db.sql.query(`update public.calendars set last_synced_at = now() - interval '1 minute' where id = $1`, [
      calendar.id,
    ]);
    const fresh = await version();
    await db.sql.query('update public.calendars set last_synced_at = now() where id = $1', [calendar.id]);
    expect(await version()).toBe(fresh);
    await db.sql.query(`update public.calendars set last_synced_at = now() - interval '1 hour' where id = $1`, [
      calendar.id,
    ]);
    const stale = await version();
    await db.sql.query('update public.calendars set last_synced_at = now() where id = $1', [calendar.id]);
    expect(await version()).toBeGreaterThan(stale);
  });

  test('stays when a title changes, a free event comes, or another host books', async () => {
    const one = await event();
    const other = await createHost(db.sql);
    const otherType = await createEventType(db.sql, other.id);
    const before = await version();
    await db.sql.query(`update public.synced_events set title = 'Other' where id = $1`, [one.id]);
    await event({ is_busy: false });
    await insert(db.sql, 'bookings', {
      host_id: other.id,
      event_type_id: otherType.id,
      status: 'confirmed',
      starts_at: slot(5),
      ends_at: slot(6),
    });
    expect(await version()).toBe(before);
    expect(await version(other.id)).toBeGreaterThan(0);
  });

  test('is raised once by a transaction, whatever it changed', async () => {
    const before = await version();
    const client = await db.sql.connect();
    await client.query('begin');
    for (const n of [0, 1, 2]) {
      await client.query('select public.create_booking($1, $2, 30, $3)', [type.id, slot(n), visitor()]);
    }
    await client.query('update public.hosts set stale_after_minutes = 20 where id = $1', [host.id]);
    await client.query('commit');
    client.release();
    expect(await version()).toBe(before + 1);
  });

  test('stays when the change is rolled back', async () => {
    const before = await version();
    const client = await db.sql.connect();
    await client.query('begin');
    await client.query('select public.create_booking($1, $2, 30, $3)', [type.id, slot(0), visitor()]);
    await client.query('rollback');
    client.release();
    expect(await version()).toBe(before);
  });
});

describe('many changes at once', () => {
  let pool: pg.Pool;
  beforeAll(() => {
    pool = new pg.Pool({ connectionString: db.url(), max: 50 });
  });
  afterAll(() => pool.end());

  test('of two hosts in opposite orders never lock each other up', async () => {
    const other = await createHost(db.sql, { owner_id: host.owner_id, time_zone: 'UTC' });
    const [one, two] = [await pool.connect(), await pool.connect()];
    const vacation = `insert into public.blocked_periods (host_id, kind, start_date, end_date)
      values ($1, 'vacation', '2027-01-01', '2027-01-02')`;
    await one.query('begin');
    await two.query('begin');
    await one.query(vacation, [host.id]);
    await two.query(vacation, [other.id]);
    await Promise.all([one.query(vacation, [other.id]), two.query(vacation, [host.id])]);
    await Promise.all([one.query('commit'), two.query('commit')]);
    one.release();
    two.release();
    const { rows } = await db.sql.query('select 1 from private.changed_versions');
    expect(rows).toEqual([]);
  });

  test('of bookings, events, polls and settings never lock each other up', async () => {
    const codes: Record<string, number> = {};
    const call = async (text: string, values: unknown[]): Promise<void> => {
      const client = await pool.connect();
      let code = 'done';
      try {
        await client.query(text, values);
      } catch (error) {
        code = (error as pg.DatabaseError).code ?? 'none';
      } finally {
        client.release();
      }
      // Not given in time: asked for again, as the service does. How long they wait for one another is the machine's affair.
      if (code === '55P03') return call(text, values);
      codes[code] = (codes[code] ?? 0) + 1;
    };
    const second = await createHost(db.sql, { owner_id: host.owner_id, time_zone: 'UTC' });
    await insert(db.sql, 'calendar_links', { calendar_id: calendar.id, host_id: second.id });
    await db.sql.query('insert into private.calendar_sync (calendar_id) values ($1)', [calendar.id]);
    const changes: (() => Promise<void>)[] = [];
    // One time is busy before anybody asks: who comes first at the others is chance.
    await call('select public.apply_calendar_changes($1, $2)', [
      calendar.id,
      pageOfRun({ changes: [{ kind: 'upsert', provider_event_id: 'first', starts_at: slot(0), ends_at: slot(1) }] }),
    ]);
    // Half hours of which each is booked once: a second time it would only be refused.
    for (let n = 0; n < cases(30, 150); n += 1) {
      const book = () =>
        call('select public.create_booking($1, $2, 30, $3)', [type.id, slot(n), visitor('Ann', `ann${n}@example.com`)]);
      const apply = () =>
        call('select public.apply_calendar_changes($1, $2)', [
          calendar.id,
          pageOfRun({
            changes: [{ kind: 'upsert', provider_event_id: `p${n}`, starts_at: slot(n), ends_at: slot(n + 1) }],
          }),
        ]);
      changes.push(
        // Each comes first for half of the times, so that some are taken and others busy.
        ...(n % 2 ? [apply, book] : [book, apply]),
        () =>
          call(`select public.finish_unchanged_pulls(array[$1]::uuid[], now(), now() + interval '90 days')`, [
            calendar.id,
          ]),
        () =>
          call('update public.hosts set stale_after_minutes = 10 + $1 where id = $2', [
            n % 10,
            n % 2 ? host.id : second.id,
          ]),
      );
    }
    await Promise.all(changes.map((change) => change()));
    // Times that are taken or busy by then are refused, and nothing for another reason (40P01: a deadlock).
    expect(Object.keys(codes).sort()).toEqual(['PT409', 'done']);
  }, 600_000);
});
