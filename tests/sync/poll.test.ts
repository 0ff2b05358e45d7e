import { beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { calendarInfo } from '../support/account-stub.ts';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { createChangesStub } from './changes-stub.ts';
import { slotIn } from './feed-scene.ts';

const provider = createChangesStub('apple');
// No poll comes between the steps of a test.
const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, providers: [provider] });

beforeEach(() => {
  Object.assign(provider, {
    calendars: [calendarInfo('home', { isPrimary: true }), calendarInfo('team')],
    events: {},
    changed: [],
    findsChanges: [],
    seen: [],
    failure: null,
  });
  provider.failing.clear();
});

/** An owner whose host is open all day and who has connected an account; its first pulls are done. */
async function connect() {
  const owner = await stack.signUp(`owner-${crypto.randomUUID()}@example.com`);
  const host = await createHost(stack.sql, { owner_id: owner.id, time_zone: 'UTC', stale_policy: 'closed' });
  const type = await createEventType(stack.sql, host.id, { min_notice_minutes: 0, horizon_days: 60 });
  await createHours(stack.sql, host.id);
  const response = await fetch(`${stack.url}/calendar/connections/apple`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${owner.accessToken}` },
    body: JSON.stringify({ username: owner.email, password: provider.password }),
  });
  const { connection } = (await response.json()) as { connection: { id: string } };
  await settle();
  const state = async () => {
    const { rows } = await stack.sql.query(
      `select c.provider_calendar_id as id, c.name, c.sync_status, c.sync_error, c.last_synced_at, k.status, k.last_error
       from public.calendars as c join public.calendar_connections as k on k.id = c.connection_id
       where k.id = $1 order by 1`,
      [connection.id],
    );
    return rows;
  };
  const poll = async () => {
    await stack.sql.query('select private.enqueue_sync($1, true)', [connection.id]);
    await settle();
  };
  const age = (seconds: number) =>
    stack.sql.query(
      'update public.calendars set last_synced_at = now() - make_interval(secs => $1) where connection_id = $2',
      [seconds, connection.id],
    );
  return { owner, host, type, id: connection.id, state, poll, age };
}

/** Waits until no job of a lane runs or is due. */
async function settle(): Promise<void> {
  await expect
    .poll(
      async () => {
        const { rows } = await stack.sql.query(
          `select 1 from graphile_worker.jobs
           where queue_name like 'connection:%' and (locked_at is not null or run_at <= now() and attempts = 0)`,
        );
        return rows.length;
      },
      { timeout: 10_000, interval: 25 },
    )
    .toBe(0);
}

const book = (typeId: string, start: string) =>
  fetch(`${stack.url}/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      event_type_id: typeId,
      start,
      duration_minutes: 30,
      attendee: { name: 'Ann', email: 'ann@example.com' },
      answers: {},
    }),
  });

/** How often an account was looked at; those of other tests may be tried again meanwhile. */
const syncedAt = ({ owner }: { owner: { email: string } }) =>
  provider.findsChanges.filter((user) => user === owner.email).length;

describe('a sync of an account', () => {
  it('that finds nothing changed asks once and refreshes all calendars', async () => {
    const account = await connect();
    provider.findsChanges = [];
    provider.seen = [];
    await account.age(600);
    await account.poll();
    expect(provider.findsChanges).toHaveLength(1);
    expect(provider.seen).toHaveLength(0);
    for (const calendar of await account.state())
      expect(Date.now() - calendar.last_synced_at.getTime()).toBeLessThan(600_000);
  });

  it('reads the calendars that have changed and no others', async () => {
    const account = await connect();
    provider.seen = [];
    provider.changed = ['team'];
    provider.events = { team: [{ id: 'x', ...slotIn(2) }], home: [{ id: 'y', ...slotIn(3) }] };
    await account.poll();
    expect(provider.seen).toHaveLength(1);
    const { rows } = await stack.sql.query(
      'select e.provider_event_id as id from public.synced_events as e join public.calendars as c on c.id = e.calendar_id where c.connection_id = $1',
      [account.id],
    );
    expect(rows).toEqual([{ id: 'x' }]);
  });

  it('that fails removes no calendar, says so on all of them, and mends itself', async () => {
    const account = await connect();
    provider.failing.set(account.owner.email, new ProviderError('unreachable', 'Not there.', { retryable: true }));
    await account.poll();
    for (const calendar of await account.state())
      expect(calendar).toMatchObject({ sync_status: 'error', sync_error: 'Not there.', status: 'active' });
    provider.failing.clear();
    await account.poll();
    for (const calendar of await account.state())
      expect(calendar).toMatchObject({ sync_status: 'synced', sync_error: null, last_error: null });
  });

  it('finds calendars that are new, and names that have changed', async () => {
    const account = await connect();
    provider.calendars = [calendarInfo('home', { name: 'Home sweet home' }), calendarInfo('team'), calendarInfo('new')];
    await account.poll();
    expect((await account.state()).map(({ id, name, sync_status }) => [id, name, sync_status])).toEqual([
      ['home', 'Home sweet home', 'synced'],
      ['new', 'new', 'synced'],
      ['team', 'team', 'synced'],
    ]);
    const { rows } = await stack.sql.query(
      `select l.blocks_availability from public.calendar_links as l join public.calendars as c on c.id = l.calendar_id
       where c.connection_id = $1 and l.host_id = $2`,
      [account.id, account.host.id],
    );
    expect(rows).toHaveLength(3);
    expect(rows.every((row) => row.blocks_availability)).toBe(true);
  });

  it('of a server that hangs does not keep other accounts waiting', async () => {
    const hanging = await connect();
    const other = await connect();
    provider.hanging.add(hanging.owner.email);
    await stack.sql.query('select private.enqueue_sync($1)', [hanging.id]);
    await other.age(600);
    await stack.sql.query('select private.enqueue_sync($1)', [other.id]);
    await expect
      .poll(async () => Date.now() - (await other.state())[0].last_synced_at.getTime(), { timeout: 5_000 })
      .toBeLessThan(60_000);
    provider.release();
    await settle();
  });

  it('is queued for every account that is due, the longest waiting first, and planned anew with some chance', async () => {
    const accounts = [await connect(), await connect(), await connect()];
    const ids = accounts.map(({ id }) => id);
    await stack.sql.query(
      `update private.connection_sync set next_poll_at = now() - interval '1 second' where connection_id = any ($1)`,
      [ids],
    );
    const { rows } = await stack.sql.query('select public.enqueue_due_polls(100) as response');
    expect(rows[0].response.enqueued).toBeGreaterThanOrEqual(3);
    const { rows: planned } = await stack.sql.query(
      `select extract(epoch from next_poll_at - now())::float as seconds from private.connection_sync where connection_id = any ($1)`,
      [ids],
    );
    for (const { seconds } of planned) {
      expect(seconds).toBeGreaterThan(78);
      expect(seconds).toBeLessThanOrEqual(120);
    }
    expect(new Set(planned.map(({ seconds }) => Math.round(seconds * 1000))).size).toBe(3);
    await settle();
  });
});

describe('a booking', () => {
  it('sees an event that appeared in the calendar a moment ago, because the calendar is read before', async () => {
    const account = await connect();
    const { start } = slotIn(2);
    provider.events = { home: [{ id: 'late', ...slotIn(2) }] };
    provider.changed = ['home'];
    await account.age(20);
    const response = await book(account.type.id, start);
    expect([response.status, ((await response.json()) as { error: { code: string } }).error.code]).toEqual([
      409,
      'slot_not_offered',
    ]);
  });

  it('asks no calendar that was read in the last 15 seconds', async () => {
    const account = await connect();
    provider.findsChanges = [];
    await account.age(10);
    expect((await book(account.type.id, slotIn(2).start)).status).toBe(201);
    expect(syncedAt(account)).toBe(0);
  });

  it('does not wait for the end of a server that hangs: it is judged by what is known', async () => {
    const account = await connect();
    provider.hanging.add(account.owner.email);
    provider.findsChanges = [];
    await account.age(60);
    expect((await book(account.type.id, slotIn(2).start)).status, 'read a minute ago is fresh enough').toBe(201);
    expect(syncedAt(account), 'asked, and hanging still').toBe(1);
    expect(provider.hanging).toContain(account.owner.email);
    provider.release();
    await settle();
  });

  it('is refused where the policy says so when the calendar is stale and cannot be read', async () => {
    const account = await connect();
    provider.failing.set(account.owner.email, new ProviderError('unreachable', 'Not there.', { retryable: true }));
    await account.age(3600);
    const response = await book(account.type.id, slotIn(2).start);
    expect(response.status).toBe(503);
  });

  it('becomes a request where the policy says so, and keeps the reason', async () => {
    const account = await connect();
    await stack.sql.query(`update public.hosts set stale_policy = 'request' where id = $1`, [account.host.id]);
    provider.failing.set(account.owner.email, new ProviderError('unreachable', 'Not there.', { retryable: true }));
    await account.age(3600);
    const response = await book(account.type.id, slotIn(2).start);
    const { booking } = (await response.json()) as { booking: { id: string; status: string } };
    expect(booking.status).toBe('pending');
    const { rows } = await stack.sql.query('select unread_calendars from public.bookings where id = $1', [booking.id]);
    expect(rows[0].unread_calendars).toEqual([
      { calendar_id: expect.any(String), reason: 'Not there.' },
      { calendar_id: expect.any(String), reason: 'Not there.' },
    ]);
  });

  it('on known and fresh calendars keeps no such reason', async () => {
    const account = await connect();
    const response = await book(account.type.id, slotIn(2).start);
    const { booking } = (await response.json()) as { booking: { id: string } };
    const { rows } = await stack.sql.query('select unread_calendars from public.bookings where id = $1', [booking.id]);
    expect(rows[0].unread_calendars).toBeNull();
  });
});

describe('the acceptance of a request', () => {
  /** A request of a visitor, of a host whose calendars were read 20 seconds ago. */
  async function request() {
    const account = await connect();
    await stack.sql.query('update public.event_types set requires_confirmation = true where id = $1', [
      account.type.id,
    ]);
    const response = await book(account.type.id, slotIn(2).start);
    const { booking } = (await response.json()) as { booking: { id: string; status: string } };
    expect(booking.status).toBe('pending');
    await account.age(20);
    provider.findsChanges = [];
    return { ...account, bookingId: booking.id };
  }

  async function confirm({ owner, bookingId }: Awaited<ReturnType<typeof request>>) {
    const response = await fetch(`${stack.url}/bookings/${bookingId}/confirm`, {
      method: 'POST',
      headers: { authorization: `Bearer ${owner.accessToken}` },
    });
    const body = (await response.json()) as { booking: { status: string }; conflicts: { kind: string }[] };
    return [response.status, body.booking.status, body.conflicts];
  }

  it('has the calendars read before, and tells the host what has come into that time: it stays their decision', async () => {
    const account = await request();
    provider.events = { home: [{ id: 'late', ...slotIn(2) }] };
    provider.changed = ['home'];
    const { start, end } = slotIn(2);
    const instant = (text: string) => new Date(text).toISOString().replace('.000', '');
    expect(await confirm(account)).toEqual([
      200,
      'confirmed',
      [
        {
          id: expect.any(String),
          kind: 'overlap',
          event: { title: expect.anything(), start: instant(start), end: instant(end) },
          detected_at: expect.any(String),
          resolved_at: null,
          resolution: null,
        },
      ],
    ]);
  });

  it('tells of no conflict where there is none', async () => {
    const account = await request();
    expect(await confirm(account)).toEqual([200, 'confirmed', []]);
    expect(syncedAt(account)).toBe(1);
  });

  it('asks no calendar that was read in the last 15 seconds', async () => {
    const account = await request();
    await account.age(10);
    expect(await confirm(account)).toEqual([200, 'confirmed', []]);
    expect(syncedAt(account)).toBe(0);
  });

  it('does not wait for the end of a server that hangs', async () => {
    const account = await request();
    provider.hanging.add(account.owner.email);
    expect(await confirm(account)).toEqual([200, 'confirmed', []]);
    expect(syncedAt(account), 'asked, and hanging still').toBe(1);
    provider.release();
    await settle();
  });
});
