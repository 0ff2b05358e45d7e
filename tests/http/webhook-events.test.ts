import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { insert } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { type Scene, send, setScene } from './scene.ts';
import { type Endpoint, eventsOf, type Receiver, startReceiver, subscribe, verify } from './webhook-receiver.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 } });
let scene: Scene;
let receiver: Receiver;
let endpoint: Endpoint;
beforeEach(async () => {
  scene = await setScene(stack);
  receiver = await startReceiver();
  endpoint = await subscribe(stack, scene, receiver.url);
});
afterEach(() => receiver.stop());

const asHost = (path: string, body: unknown = {}) =>
  send(stack.url, 'POST', path, { token: scene.owner.accessToken, body });

describe('A program of a host', () => {
  test('is told of a booking with all that the host knows of it', async () => {
    const { id, start } = await scene.booked({ metadata: { campaign: 'spring' } });
    await eventsOf(receiver, 1);
    const [request] = receiver.received;
    const event = verify(endpoint.secret, request as never);
    expect(event).toEqual({
      type: 'booking.confirmed',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      data: {
        booking: {
          id,
          status: 'confirmed',
          start,
          end: new Date(Date.parse(start) + 1_800_000).toISOString().replace('.000', ''),
          sequence: 0,
          created_at: expect.any(String),
          cancelled_by: null,
          cancel_reason: null,
          no_show: false,
          metadata: { campaign: 'spring' },
          location: null,
          series_id: null,
          series: null,
          host: { id: scene.host.id, slug: scene.host.slug, display_name: 'Dr. Demo', time_zone: 'UTC' },
          event_type: { id: scene.eventType.id, slug: scene.eventType.slug, title: 'Consulting' },
          attendee: {
            name: 'Ann Visitor',
            email: 'ann@example.com',
            time_zone: 'America/New_York',
            locale: 'en',
            answers: {},
          },
        },
      },
    });
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
      'webhook-signature': expect.stringMatching(/^v1,[\w+/]{43}=$/),
      'openslot-payload-version': '2026-11-29',
    });
  });

  test('is told of a move and a cancellation', async () => {
    const { id, token } = await scene.booked();
    await send(stack.url, 'POST', `/bookings/${id}/reschedule`, { token, body: { start: scene.freeStart() } });
    await send(stack.url, 'POST', `/bookings/${id}/cancel`, { token, body: { reason: 'Ill' } });
    expect(await eventsOf(receiver, 3)).toEqual(['booking.confirmed', 'booking.moved', 'booking.cancelled']);
    const last = verify(endpoint.secret, receiver.received[2] as never);
    expect(last.data.booking).toMatchObject({
      id,
      status: 'cancelled',
      sequence: 1,
      cancel_reason: 'Ill',
      cancelled_by: 'visitor',
    });
  });

  test('is told of a request and what became of it', async () => {
    await stack.sql.query('update public.event_types set requires_confirmation = true where id = $1', [
      scene.eventType.id,
    ]);
    const [one, two, three] = [await scene.booked(), await scene.booked(), await scene.booked()];
    await asHost(`/bookings/${one.id}/confirm`);
    await asHost(`/bookings/${two.id}/decline`);
    await stack.sql.query(`update public.bookings set expires_at = now() - interval '1 second' where id = $1`, [
      three.id,
    ]);
    await stack.sql.query('select public.expire_bookings()');
    const types = await eventsOf(receiver, 6);
    expect(types.toSorted()).toEqual([
      'booking.confirmed',
      'booking.declined',
      'booking.expired',
      'booking.requested',
      'booking.requested',
      'booking.requested',
    ]);
    const expired = receiver.received
      .map(({ body }) => JSON.parse(body))
      .find(({ type }) => type === 'booking.expired');
    expect(expired.data.booking).toMatchObject({ id: three.id, status: 'expired' });
  });

  test('is told of a no-show once, and of nothing when the mark is taken back', async () => {
    const { id } = await scene.booked();
    await stack.sql.query(
      `update public.bookings set starts_at = now() - interval '40 minutes', ends_at = now() - interval '10 minutes' where id = $1`,
      [id],
    );
    for (const mark of [true, true, false]) {
      const { status, body, text } = await asHost(`/bookings/${id}/no-show`, { no_show: mark });
      expect(status, text).toBe(200);
      expect(body.booking).toMatchObject({ id, no_show: mark });
    }
    await scene.booked();
    const types = await eventsOf(receiver, 3);
    expect(types).toEqual(['booking.confirmed', 'booking.no_show', 'booking.confirmed']);
  });

  test('is told when a calendar account no longer lets us in, and when it does again', async () => {
    const connection = await insert(stack.sql, 'calendar_connections', {
      owner_id: scene.owner.id,
      provider: 'google',
      account_email: 'me@example.com',
    });
    const fail = `select private.record_failure($1, 'unauthorized', 'Refused.', true, true, false, null)`;
    await stack.sql.query(fail, [connection.id]);
    await stack.sql.query(fail, [connection.id]);
    const calendar = await insert(stack.sql, 'calendars', {
      connection_id: connection.id,
      provider_calendar_id: 'one',
    });
    await stack.sql.query(`select private.mark_synced(array[$1::uuid], now(), now() + interval '90 days')`, [
      calendar.id,
    ]);
    expect(await eventsOf(receiver, 2)).toEqual(['calendar.needs_reconnect', 'calendar.restored']);
    expect(receiver.received.map(({ body }) => JSON.parse(body).data.connection)).toEqual(
      ['needs_reconnect', 'active'].map((status) => ({
        id: connection.id,
        provider: 'google',
        account_email: 'me@example.com',
        status,
      })),
    );
  });

  test('is told of the events only that it asked for, and of no other host', async () => {
    const other = await startReceiver();
    await subscribe(stack, scene, other.url, ['booking.cancelled']);
    const stranger = await setScene(stack);
    await stranger.booked();
    const { id, token } = await scene.booked();
    await send(stack.url, 'POST', `/bookings/${id}/cancel`, { token, body: {} });
    expect(await eventsOf(other, 1)).toEqual(['booking.cancelled']);
    expect(await eventsOf(receiver, 2)).toEqual(['booking.confirmed', 'booking.cancelled']);
    await other.stop();
  });

  test('is told in the transaction of the change: what is rolled back is no event', async () => {
    const client = await stack.sql.connect();
    await client.query('begin');
    await client.query(`select public.create_booking($1, $2, 30, '{"name": "Ann", "email": "a@example.com"}')`, [
      scene.eventType.id,
      scene.freeStart(),
    ]);
    const during = await client.query(
      'select count(*)::int as n from public.webhook_deliveries where endpoint_id = $1',
      [endpoint.id],
    );
    await client.query('rollback');
    client.release();
    const after = await stack.sql.query(
      'select count(*)::int as n from public.webhook_deliveries where endpoint_id = $1',
      [endpoint.id],
    );
    expect([during.rows[0].n, after.rows[0].n]).toEqual([1, 0]);
  });
});

describe('POST /bookings/:id/no-show', () => {
  test('is for confirmed bookings that have begun, and their host alone', async () => {
    const { id, token } = await scene.booked();
    const early = await asHost(`/bookings/${id}/no-show`, { no_show: true });
    expect([early.status, early.body.error.code]).toEqual([409, 'invalid_state']);
    const visitor = await send(stack.url, 'POST', `/bookings/${id}/no-show`, { token, body: { no_show: true } });
    expect(visitor.status).toBe(401);
    const stranger = await setScene(stack);
    const foreign = await send(stack.url, 'POST', `/bookings/${id}/no-show`, {
      token: stranger.owner.accessToken,
      body: { no_show: true },
    });
    expect(foreign.status).toBe(403);
    await asHost(`/bookings/${id}/cancel`);
    expect((await asHost(`/bookings/${id}/no-show`, { no_show: true })).body.error.code).toBe('invalid_state');
    expect((await asHost(`/bookings/${id}/no-show`, {})).status).toBe(422);
    expect((await asHost(`/bookings/${randomUUID()}/no-show`, { no_show: true })).status).toBe(404);
  });
});
