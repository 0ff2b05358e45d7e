import { beforeAll, describe, expect, test } from 'vitest';
import { createCalendar, insert } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 } });
let scene: Scene;
beforeAll(async () => {
  scene = await setScene(stack);
});

/** A booking with an event of the host's calendar in its time; by default both end together. */
async function conflicting(eventEnd?: string) {
  const booking = await scene.booked();
  const calendar = await createCalendar(stack.sql, scene.host);
  // It begins to block, which is compared with bookings: else that would find the conflict as well.
  const waiting = "select from graphile_worker.jobs where task_identifier = 'check_blind_period'";
  await expect.poll(async () => (await stack.sql.query(waiting)).rowCount).toBe(0);
  const end = new Date(Date.parse(booking.start) + 1_800_000).toISOString();
  const event = await insert(stack.sql, 'synced_events', {
    calendar_id: calendar.id,
    provider_event_id: 'theirs',
    title: 'Dentist',
    starts_at: booking.start,
    ends_at: eventEnd ?? end,
  });
  await stack.sql.query(`select private.detect_conflicts($1, array[$2::uuid], '{}')`, [calendar.id, event.id]);
  const path = `/bookings/${booking.id}/conflicts`;
  const { body } = await send(stack.url, 'GET', path, { token: scene.owner.accessToken });
  // Out of the way of the bookings of the next test.
  await stack.sql.query('update public.synced_events set is_busy = false where id = $1', [event.id]);
  return { booking, path, conflict: body.conflicts[0] };
}

describe('GET /bookings/:id/conflicts', () => {
  test("tells the host what lies in a booking's time", async () => {
    const { booking, conflict } = await conflicting();
    expect(conflict).toMatchObject({
      kind: 'overlap',
      event: { title: 'Dentist', start: booking.start },
      resolved_at: null,
      resolution: null,
    });
  });

  // The last minute of 9999 in New York is in the year 10000 in UTC.
  test('tells of events without end as well, and what was done is never called a fault', async () => {
    const { booking, path, conflict } = await conflicting('9999-12-31T23:59:00-05:00');
    expect(conflict).toMatchObject({ event: { end: '10000-01-01T04:59:00Z' } });
    const { status } = await send(stack.url, 'POST', `${path}/${conflict.id}`, {
      body: { decision: 'keep' },
      token: scene.owner.accessToken,
    });
    expect(status).toBe(200);
    expect((await send(stack.url, 'GET', `/bookings/${booking.id}`, { token: booking.token })).status).toBe(200);
  });

  test('is for its host alone: neither the visitor nor another host reads it', async () => {
    const { booking, path } = await conflicting();
    expectError(await send(stack.url, 'GET', path), 401, 'unauthorized');
    expectError(await send(stack.url, 'GET', path, { token: booking.token }), 401, 'unauthorized');
    const other = await stack.signUp();
    expectError(await send(stack.url, 'GET', path, { token: other.accessToken }), 403, 'forbidden');
  });

  test('of a booking that is not there is not found', async () => {
    const path = `/bookings/${crypto.randomUUID()}/conflicts`;
    expectError(await send(stack.url, 'GET', path, { token: scene.owner.accessToken }), 404, 'not_found');
  });
});

describe('POST /bookings/:id/conflicts/:conflict', () => {
  const decide = (path: string, conflictId: string, body: unknown, token = scene.owner.accessToken) =>
    send(stack.url, 'POST', `${path}/${conflictId}`, { body, token });

  test('keeps the booking', async () => {
    const { booking, path, conflict } = await conflicting();
    const response = await decide(path, conflict.id, { decision: 'keep' });
    expect(response.status, response.text).toBe(200);
    expect(response.body).toMatchObject({
      booking: { id: booking.id, status: 'confirmed' },
      conflict: { resolution: 'kept' },
    });
    expectError(await decide(path, conflict.id, { decision: 'keep' }), 409, 'invalid_state');
  });

  test('cancels the booking', async () => {
    const { path, conflict } = await conflicting();
    const response = await decide(path, conflict.id, { decision: 'cancel' });
    expect(response.body).toMatchObject({ booking: { status: 'cancelled' }, conflict: { resolution: 'cancelled' } });
  });

  test.each([{}, { decision: 'accept' }, { decision: 'move' }, { decision: 'ignore' }])('refuses %j', async (body) => {
    const { path, conflict } = await conflicting();
    expectError(await decide(path, conflict.id, body), 422, 'invalid_request');
  });

  test('is for its host alone', async () => {
    const { booking, path, conflict } = await conflicting();
    const other = await stack.signUp();
    expectError(await decide(path, conflict.id, { decision: 'cancel' }, other.accessToken), 403, 'forbidden');
    expectError(await decide(path, conflict.id, { decision: 'cancel' }, booking.token), 401, 'unauthorized');
  });

  test('of an id that is none is not found', async () => {
    const { path } = await conflicting();
    expectError(await decide(path, 'nonsense', { decision: 'keep' }), 404, 'not_found');
    expectError(await decide(path, crypto.randomUUID(), { decision: 'keep' }), 404, 'not_found');
  });
});

describe('GET /conflicts', () => {
  const list = (query = '', token = scene.owner.accessToken) => send(stack.url, 'GET', `/conflicts${query}`, { token });

  test('lists what is to be decided with its booking, and what was decided as history', async () => {
    const { booking, path, conflict } = await conflicting();
    const mine = ({ id }: { id: string }) => id === conflict.id;
    const open = (await list()).body.conflicts.find(mine);
    expect(open).toMatchObject({
      kind: 'overlap',
      event: { title: 'Dentist' },
      booking: { id: booking.id, attendee: { name: 'Ann Visitor' } },
      others: 0,
      calendar: { provider: expect.any(String) },
    });
    expect((await list('?state=history')).body.conflicts.some(mine)).toBe(false);
    await send(stack.url, 'POST', `${path}/${conflict.id}`, {
      body: { decision: 'keep' },
      token: scene.owner.accessToken,
    });
    expect((await list()).body.conflicts.some(mine)).toBe(false);
    expect((await list('?state=history')).body.conflicts.find(mine)).toMatchObject({ resolution: 'kept' });
  });

  test('comes in pages', async () => {
    await conflicting();
    await conflicting();
    const first = (await list('?limit=1')).body;
    expect(first.conflicts).toHaveLength(1);
    const second = (await list(`?limit=1&cursor=${first.next_cursor}`)).body;
    expect(second.conflicts[0].id).not.toBe(first.conflicts[0].id);
    expectError(await list('?cursor=nonsense'), 422, 'invalid_request');
  });

  test('has nothing of another owner', async () => {
    await conflicting();
    const other = await stack.signUp();
    expect((await list('', other.accessToken)).body).toEqual({ conflicts: [], next_cursor: null });
    expectError(await send(stack.url, 'GET', '/conflicts'), 401, 'unauthorized');
  });
});

describe('POST /bookings/:id/event/retry', () => {
  const retry = (id: string, token = scene.owner.accessToken) =>
    send(stack.url, 'POST', `/bookings/${id}/event/retry`, { token });
  const stateOf = async (id: string) =>
    (await stack.sql.query('select state, last_error from public.booking_calendar_events where booking_id = $1', [id]))
      .rows[0];

  async function failed() {
    const booking = await scene.booked();
    const calendar = await createCalendar(stack.sql, scene.host);
    await insert(stack.sql, 'booking_calendar_events', {
      booking_id: booking.id,
      calendar_id: calendar.id,
      state: 'failed',
      last_error: 'The server refused the event.',
    });
    return booking;
  }

  test('has the event written again at once', async () => {
    const booking = await failed();
    expect((await retry(booking.id)).status).toBe(200);
    expect((await stateOf(booking.id)).last_error).not.toBe('The server refused the event.');
  });

  test('is refused where nothing failed, or the host has to decide first', async () => {
    const fine = await scene.booked();
    expectError(await retry(fine.id), 409, 'invalid_state');
    const deleted = await failed();
    await insert(stack.sql, 'booking_conflicts', { booking_id: deleted.id, kind: 'deleted' });
    expectError(await retry(deleted.id), 409, 'invalid_state');
    expect(await stateOf(deleted.id)).toMatchObject({ state: 'failed' });
  });

  test('is for its host alone', async () => {
    const booking = await failed();
    const other = await stack.signUp();
    expectError(await retry(booking.id, other.accessToken), 403, 'forbidden');
    expectError(await retry(booking.id, booking.token), 401, 'unauthorized');
    expect(await stateOf(booking.id)).toMatchObject({ state: 'failed' });
  });
});

describe('The owner', () => {
  test('is told of a conflict by one mail that names the event and leads to the booking', async () => {
    const { booking } = await conflicting();
    const kept = async () =>
      (
        await stack.sql.query(
          `select o.recipient, o.subject, o.body from private.outbox as o
           join public.notifications as n on n.id = o.notification_id
           where n.booking_id = $1 and n.kind = 'booking_conflict'`,
          [booking.id],
        )
      ).rows;
    await expect.poll(kept, { timeout: 10_000 }).toHaveLength(1);
    const [mail] = await kept();
    expect(mail.recipient).toBe(scene.owner.email);
    expect(mail.subject).toBe('Conflict: Consulting');
    expect(mail.body).toMatch(/Your event: Dentist, /);
    expect(mail.body).toContain(`/admin/bookings/${booking.id}`);
  });

  test('is told that an account has to be connected again, while that is so', async () => {
    const { rows } = await stack.sql.query(
      `insert into public.calendar_connections (owner_id, provider, account_email, status, last_error)
       values ($1, 'google', 'me@example.com', 'needs_reconnect', 'Access was withdrawn.') returning id`,
      [scene.owner.id],
    );
    await stack.sql.query(`select private.notify_owner('connection_needs_reconnect', p_connection_id => $1)`, [
      rows[0].id,
    ]);
    const mails = async () =>
      (
        await stack.sql.query(
          `select o.subject, o.body from private.outbox as o join public.notifications as n on n.id = o.notification_id
           where n.connection_id = $1`,
          [rows[0].id],
        )
      ).rows;
    await expect.poll(mails, { timeout: 10_000 }).toHaveLength(1);
    const [mail] = await mails();
    expect(mail.subject).toBe('Connect your calendar again: Google, me@example.com');
    expect(mail.body).toContain('Reason: Access was withdrawn.');
    const { data } = await scene.owner.client.from('notifications').select('kind').eq('connection_id', rows[0].id);
    expect(data).toEqual([{ kind: 'connection_needs_reconnect' }]);
  });
});
