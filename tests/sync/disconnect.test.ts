import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { calendarInfo, createAccountStub } from '../support/account-stub.ts';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { settle, slotIn } from './feed-scene.ts';

const source = createAccountStub('caldav');
const stack = useStack({ providers: [source] });
const account = { url: 'https://dav.example.com/', username: 'ann', password: 'app-password' };
type Scene = Awaited<ReturnType<typeof setScene>>;
let scene: Scene;

/** An owner whose host is open from 10:00 to 12:00 UTC, with an account whose calendar is busy in the slot of `slotIn(2)`. */
async function setScene() {
  const owner = await stack.signUp(`owner-${randomUUID()}@example.com`);
  const host = await createHost(stack.sql, { owner_id: owner.id, time_zone: 'UTC', stale_policy: 'closed' });
  const eventType = await createEventType(stack.sql, host.id, { min_notice_minutes: 0, horizon_days: 60 });
  await createHours(stack.sql, host.id, '10:00', '12:00');
  source.calendars = [calendarInfo('home', { isPrimary: true, timeZone: 'UTC' })];
  source.events = { home: [{ id: 'busy', ...slotIn(2) }] };
  source.written.clear();

  async function call(method: string, path: string, body?: unknown) {
    const response = await fetch(`${stack.url}/calendar/connections${path}`, {
      method,
      headers: { authorization: `Bearer ${owner.accessToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  }

  /** Books the slot of that day and waits until it is in the calendar. */
  async function book(days: number): Promise<void> {
    const response = await fetch(`${stack.url}/bookings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        event_type_id: eventType.id,
        start: slotIn(days).start,
        duration_minutes: 30,
        attendee: { name: 'Ann', email: 'ann@example.com', time_zone: 'UTC', locale: 'en' },
      }),
    });
    expect(response.status, await response.text()).toBe(201);
    const pushed = `public.booking_calendar_events where state = 'pushed' and booking_id in (
      select id from public.bookings where event_type_id = $1)`;
    await expect.poll(() => count(pushed, eventType.id), { timeout: 10_000, interval: 50 }).toBeGreaterThan(0);
  }

  /** Connects the account and waits for the first pull. */
  async function connect() {
    const { status, body } = await call('POST', '/caldav', account);
    expect(status).toBe(201);
    await settle(stack.sql, body.connection.calendars[0].id);
    return body.connection;
  }

  async function isOffered(slot: { start: string }): Promise<boolean> {
    const { data, error } = await stack.client().rpc('get_available_slots', {
      event_type_id: eventType.id,
      range_start: slot.start,
      range_end: new Date(Date.parse(slot.start) + 60_000).toISOString(),
    });
    if (error !== null) throw new Error(error.message);
    return data.slots.length > 0;
  }

  const count = async (from: string, id: string) =>
    (await stack.sql.query(`select count(*)::int as n from ${from}`, [id])).rows[0].n as number;
  return {
    owner,
    host,
    call,
    connect,
    book,
    isOffered,
    count,
    disconnect: (id: string, query = '') => call('DELETE', `/${id}${query}`),
  };
}

beforeEach(async () => {
  scene = await setScene();
});

describe('disconnecting an account', () => {
  it('erases its secret and keeps what recognises it', async () => {
    const { id } = await scene.connect();
    await scene.disconnect(id);
    const { rows } = await stack.sql.query(
      'select sealed, account_key from private.connection_secrets where connection_id = $1',
      [id],
    );
    expect(rows).toEqual([{ sealed: null, account_key: 'ann' }]);
  });

  it('removes its jobs, and no new ones come', async () => {
    const connection = await scene.connect();
    await stack.sql.query(
      `select private.enqueue('pull', jsonb_build_object('calendar_id', $1::uuid), 'later:' || $2::text, 'connection:' || $2, now() + interval '1 hour')`,
      [connection.calendars[0].id, connection.id],
    );
    await scene.disconnect(connection.id);
    await stack.sql.query(
      `update private.connection_sync set next_poll_at = now() - interval '1 hour' where connection_id = $1`,
      [connection.id],
    );
    await stack.sql.query('select public.enqueue_due_polls(60)');
    expect(await scene.count('graphile_worker.jobs where queue_name = $1', `connection:${connection.id}`)).toBe(0);
  });

  it('frees the time that its events took', async () => {
    const { id } = await scene.connect();
    expect(await scene.isOffered(slotIn(2))).toBe(false);
    expect(await scene.isOffered(slotIn(3))).toBe(true);
    await scene.disconnect(id);
    expect(await scene.isOffered(slotIn(2))).toBe(true);
  });

  it('keeps calendars, links, events and logs as history', async () => {
    const connection = await scene.connect();
    const calendarId = connection.calendars[0].id;
    await scene.disconnect(connection.id);
    expect(await scene.count('public.synced_events where deleted_at is null and calendar_id = $1', calendarId)).toBe(1);
    expect(await scene.count('public.calendar_links where blocks_availability and calendar_id = $1', calendarId)).toBe(
      1,
    );
    expect(await scene.count('public.sync_logs where connection_id = $1', connection.id)).toBeGreaterThan(0);
  });

  it('ends its being the booking target', async () => {
    const { id } = await scene.connect();
    const { body } = await scene.disconnect(id);
    expect(body.connection.calendars[0].links).toMatchObject([{ host_id: scene.host.id, is_booking_target: false }]);
  });

  it('stops a pull that waited behind it', async () => {
    const connection = await scene.connect();
    await scene.disconnect(connection.id);
    const { rows } = await stack.sql.query('select public.begin_pull($1) as pull, public.begin_sync($2) as poll', [
      connection.calendars[0].id,
      connection.id,
    ]);
    expect(rows).toEqual([{ pull: null, poll: null }]);
  });
});

describe('disconnecting an account into which bookings were written', () => {
  it('asks first what becomes of them', async () => {
    const { id } = await scene.connect();
    await scene.book(3);
    const { status, body } = await scene.disconnect(id);
    expect(status).toBe(409);
    expect(body.error).toMatchObject({
      code: 'invalid_state',
      details: { pushed_events: 1, choices: ['keep', 'remove'] },
    });
    expect((await scene.call('GET', '')).body.connections).toMatchObject([{ status: 'active' }]);
  });

  it('leaves them when told to keep them', async () => {
    const { id } = await scene.connect();
    await scene.book(3);
    const { body } = await scene.disconnect(id, '?pushed_events=keep');
    expect(body.connection.status).toBe('disconnected');
    expect(source.written.size).toBe(1);
  });

  it('takes them out of the calendar when told to remove them, then erases the secret', async () => {
    const { id } = await scene.connect();
    await scene.book(3);
    expect((await scene.disconnect(id, '?pushed_events=remove')).status).toBe(200);
    await expect
      .poll(async () => (await scene.call('GET', '')).body.connections[0].status, { timeout: 10_000, interval: 50 })
      .toBe('disconnected');
    expect(source.written.size).toBe(0);
    expect(await scene.count('private.connection_secrets where sealed is null and connection_id = $1', id)).toBe(1);
  });
});

describe('connecting it again', () => {
  it('keeps ids, events and choices, and reads anew', async () => {
    const first = await scene.connect();
    const calendarId = first.calendars[0].id;
    await stack.sql.query(`update public.calendars set policy = policy || '{"tentative": "free"}' where id = $1`, [
      calendarId,
    ]);
    await scene.disconnect(first.id);
    source.events = {
      home: [
        { id: 'busy', ...slotIn(2) },
        { id: 'new', ...slotIn(3) },
      ],
    };
    const again = await scene.connect();

    expect(again).toMatchObject({ id: first.id, status: 'active' });
    expect(again.calendars).toMatchObject([{ id: calendarId, policy: { tentative: 'free' } }]);
    expect(await scene.count('public.synced_events where calendar_id = $1', calendarId)).toBe(2);
    expect(await scene.isOffered(slotIn(2))).toBe(false);
    expect(await scene.isOffered(slotIn(3))).toBe(false);
  });

  it('gives the host its booking target back, unless it chose another one', async () => {
    const { id } = await scene.connect();
    await scene.disconnect(id);
    expect((await scene.connect()).calendars[0].links).toMatchObject([{ is_booking_target: true }]);
  });

  it('leaves a calendar that the owner excluded excluded', async () => {
    const { id, calendars } = await scene.connect();
    await stack.sql.query('update public.calendar_links set blocks_availability = false where calendar_id = $1', [
      calendars[0].id,
    ]);
    await scene.disconnect(id);
    expect((await scene.connect()).calendars[0].links).toMatchObject([{ blocks_availability: false }]);
  });
});
