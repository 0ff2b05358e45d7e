import ICAL from 'ical.js';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTokens } from '../../sync-service/src/credentials/tokens.ts';
import { useStack } from '../support/stack.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';

const stack = useStack({ rateLimit: null });
let scene: Scene;
beforeAll(async () => {
  scene = await setScene(stack, { series_max: 6 });
});

const DAY = 86_400_000;
const later = (start: string, days: number) =>
  new Date(Date.parse(start) + days * DAY).toISOString().replace('.000Z', 'Z');
const daily = (count = 3) => ({ frequency: 'daily', count });

async function bookSeries(changes: Record<string, unknown> = {}, of = scene) {
  const { status, body, text } = await of.book({ series: daily(), ...changes });
  expect(status, text).toBe(201);
  return body as {
    bookings: { id: string; start: string; status: string; sequence: number }[];
    series_id: string;
    manage_token: string;
  };
}

const act = (id: string, action: string, token: string, body: unknown = {}) =>
  send(stack.url, 'POST', `/bookings/${id}/${action}`, { token, body });
const read = (id: string, token: string) => send(stack.url, 'GET', `/bookings/${id}`, { token });

/** The mail of this kind to the visitor, once it was written. */
async function mailOf(kind: string, bookingId: string) {
  const find = async () =>
    (
      await stack.sql.query(
        `select o.* from private.outbox as o join public.notifications as n on n.id = o.notification_id
         where n.kind = $1 and n.booking_id = $2 and n.recipient = 'ann@example.com'`,
        [kind, bookingId],
      )
    ).rows[0];
  await expect.poll(find, { timeout: 15_000, interval: 50 }).toBeDefined();
  return (await find()) as { subject: string; body: string; ics: string | null };
}

function eventsOf(ics: string | null) {
  const calendar = new ICAL.Component(ICAL.parse(ics ?? ''));
  return {
    method: calendar.getFirstPropertyValue('method'),
    events: calendar.getAllSubcomponents('vevent').map((event) => ({
      uid: event.getFirstPropertyValue('uid'),
      sequence: event.getFirstPropertyValue('sequence'),
      start: event.getFirstPropertyValue('dtstart')?.toString(),
      status: event.getFirstPropertyValue('status'),
      attendees: event.getAllProperties('attendee').length,
    })),
  };
}

describe('POST /bookings with a series', () => {
  test('books all dates and answers with them, their id and one token', async () => {
    const start = scene.freeStart();
    const made = await bookSeries({ start });
    expect(made.bookings.map((booking) => booking.start)).toEqual([start, later(start, 1), later(start, 2)]);
    expect(Object.keys(made).sort()).toEqual(['bookings', 'manage_token', 'series_id']);
    for (const { id } of made.bookings) {
      const { body } = await read(id, made.manage_token);
      expect(body.booking).toMatchObject({ id, status: 'confirmed', series: { id: made.series_id } });
      expect(body.booking.series.bookings.map((booking: { id: string }) => booking.id)).toEqual(
        made.bookings.map((booking) => booking.id),
      );
    }
  });

  test('names the dates that clash with the nearest free ones, and books nothing', async () => {
    const start = scene.freeStart();
    await scene.booked({ start: later(start, 1) });
    const refused = await scene.book({ start, series: daily() });
    expectError(refused, 409, 'slot_taken');
    const [clash, ...others] = refused.body.error.details.clashes;
    expect(others).toEqual([]);
    expect(clash).toMatchObject({ start: later(start, 1), code: 'slot_taken' });
    expect(clash.nearest).toHaveLength(3);
    // They are free: one of them is booked.
    await scene.booked({ start: clash.nearest[0] });
    await scene.booked({ start });
  });

  test.each([
    ['hourly', 3],
    ['daily', 1],
    ['daily', 7],
    ['daily', 101],
    ['weekly', 2.5],
    ['weekly', '3'],
    ['weekly', null],
  ])('of frequency %j and %j dates is an invalid request', async (frequency, count) => {
    expectError(await scene.book({ series: { frequency, count } }), 422, 'invalid_request');
  });

  test('is an invalid request where the event type offers none', async () => {
    const single = await setScene(stack);
    expectError(await single.book({ series: daily(2) }), 422, 'invalid_request');
  });

  test('with an Idempotency-Key is booked once, and the key fits no other request', async () => {
    const body = { start: scene.freeStart(), series: daily() };
    const headers = { 'idempotency-key': `series-${body.start}` };
    const first = await scene.book(body, headers);
    expect((await scene.book(body, headers)).body).toEqual(first.body);
    expectError(await scene.book({ ...body, series: daily(4) }, headers), 422, 'invalid_request');
    expectError(await scene.book({ start: body.start }, headers), 422, 'invalid_request');
  });

  test('uses the hold of its first date', async () => {
    const start = scene.freeStart();
    const { id, token } = (await scene.hold(start)).body;
    expectError(await scene.book({ start, series: daily(), hold: { id, token: `${token}x` } }), 401, 'unauthorized');
    expect((await bookSeries({ start, hold: { id, token } })).bookings[0]?.id).toBe(id);
  });
});

describe('The token of a series', () => {
  test('moves one of its bookings and leaves the others where they are', async () => {
    const made = await bookSeries({ start: scene.freeStart() });
    const [first, second] = made.bookings;
    const moved = await act(String(second?.id), 'reschedule', made.manage_token, { start: scene.freeStart() });
    expect(moved.body.booking).toMatchObject({ id: second?.id, sequence: 1 });
    expect((await read(String(first?.id), made.manage_token)).body.booking).toMatchObject({
      start: first?.start,
      sequence: 0,
    });
  });

  test('downloads the calendar file of each', async () => {
    const made = await bookSeries({ start: scene.freeStart() });
    const { status, text } = await send(stack.url, 'GET', `/bookings/${made.bookings[1]?.id}/calendar.ics`, {
      token: made.manage_token,
    });
    expect([status, eventsOf(text).events]).toMatchObject([200, [{ uid: made.bookings[1]?.id }]]);
  });

  test('opens no other booking, and none of its bookings opens with a token of something else', async () => {
    const [one, other] = [
      await bookSeries({ start: scene.freeStart() }),
      await bookSeries({ start: scene.freeStart() }),
    ];
    const single = await scene.booked();
    const id = String(one.bookings[0]?.id);
    expectError(await read(id, other.manage_token), 401, 'unauthorized');
    expectError(await read(single.id, one.manage_token), 401, 'unauthorized');
    expectError(await read(crypto.randomUUID(), one.manage_token), 401, 'unauthorized');
    expectError(await read(id, single.token), 401, 'unauthorized');
    const tokens = createTokens(stack.config.tokenKeys);
    for (const purpose of ['hold', 'ics', 'waitlist'] as const) {
      expectError(await read(id, tokens.issue(purpose, one.series_id, 0)), 401, 'unauthorized');
    }
    expectError(await read(id, tokens.issue('series', one.series_id, 1)), 401, 'unauthorized');
    expectError(await act(id, 'cancel', other.manage_token, { scope: 'series' }), 401, 'unauthorized');
  });

  test('cancels one of them, or all that are left', async () => {
    const made = await bookSeries({ start: scene.freeStart() });
    const [first, second] = made.bookings.map(({ id }) => id);
    const one = await act(String(first), 'cancel', made.manage_token, { scope: 'booking' });
    expect(one.body).toEqual({ booking: expect.objectContaining({ id: first, status: 'cancelled' }) });
    const all = await act(String(second), 'cancel', made.manage_token, { scope: 'series', reason: 'moved away' });
    expect(all.status, all.text).toBe(200);
    expect(all.body).toMatchObject({ booking: { id: second, status: 'cancelled' }, series_id: made.series_id });
    expect(all.body.bookings.map(({ status }: { status: string }) => status)).toEqual(Array(3).fill('cancelled'));
    expectError(
      await act(String(second), 'cancel', made.manage_token, { scope: 'everything' }),
      422,
      'invalid_request',
    );
    const single = await scene.booked();
    const none = await act(single.id, 'cancel', single.token, { scope: 'series' });
    expectError(none, 409, 'invalid_state');
    expect(none.body.error.details).toEqual({ reason: 'no_series' });
  });
});

describe('The mail about a series', () => {
  // Each is an hour of its own, in which the mails of the ones before are not counted.
  beforeEach(async () => {
    const countWaiting = async () =>
      (
        await stack.sql.query(
          `select count(*)::int as n from graphile_worker.jobs where task_identifier = 'send_notification' and run_at <= now()`,
        )
      ).rows[0].n;
    await expect.poll(countWaiting, { timeout: 30_000, interval: 50 }).toBe(0);
    await stack.sql.query('delete from private.mail_recipients');
  });

  test('is one, lists all dates, opens all of them, and brings their events in one file', async () => {
    const made = await bookSeries({ start: scene.freeStart() });
    const ids = made.bookings.map(({ id }) => id);
    const { subject, body, ics } = await mailOf('series_confirmed', String(ids[0]));
    expect(subject).toBe('Confirmed: 3 × Consulting with Dr. Demo');
    expect(body.match(/^When: /gm)).toHaveLength(3);
    expect(body).toContain(`/manage/${ids[0]}#token=${made.manage_token}`);
    expect(body).not.toContain('Ann Visitor');
    expect(eventsOf(ics)).toEqual({
      method: 'PUBLISH',
      events: made.bookings.map(({ id, start }) => ({
        uid: id,
        sequence: 0,
        start,
        status: 'CONFIRMED',
        attendees: 0,
      })),
    });
  });

  test('links to a file with the events of all of it, which its token alone opens, as they are then', async () => {
    const made = await bookSeries({ start: scene.freeStart() });
    const ids = made.bookings.map(({ id }) => id);
    const { body } = await mailOf('series_confirmed', String(ids[0]));
    const link = new URL(body.match(/https?:\S+calendar\.ics\S+/)?.[0] ?? '');
    await act(String(ids[2]), 'cancel', made.manage_token);
    const { status, text } = await send(stack.url, 'GET', `${link.pathname}${link.search}`);
    expect([status, eventsOf(text)]).toMatchObject([
      200,
      {
        method: 'PUBLISH',
        events: ids.map((uid, n) => ({ uid, status: n === 2 ? 'CANCELLED' : 'CONFIRMED', attendees: 0 })),
      },
    ]);
    const own = await send(stack.url, 'GET', `/bookings/${ids[0]}/calendar.ics?scope=series`, {
      token: made.manage_token,
    });
    expect(eventsOf(own.text).events).toHaveLength(3);
    const token = createTokens(stack.config.tokenKeys).issue('ics', String(ids[0]), 0);
    const path = `/bookings/${ids[0]}/calendar.ics?scope=series`;
    expectError(await send(stack.url, 'GET', `${path}&token=${token}`), 401, 'unauthorized');
    const single = await scene.booked();
    const none = await send(stack.url, 'GET', `/bookings/${single.id}/calendar.ics?scope=series`, {
      token: single.token,
    });
    expectError(none, 409, 'invalid_state');
  });

  test('about a move is of that booking alone: the same UID, a higher SEQUENCE, the token of all', async () => {
    const made = await bookSeries({ start: scene.freeStart() });
    const id = String(made.bookings[1]?.id);
    await act(id, 'reschedule', made.manage_token, { start: scene.freeStart() });
    const { body, ics } = await mailOf('booking_rescheduled', id);
    expect(body).toContain(`/manage/${id}#token=${made.manage_token}`);
    expect(eventsOf(ics)).toMatchObject({ method: 'REQUEST', events: [{ uid: id, sequence: 1 }] });
  });

  test('about its cancellation takes back the events that it brought; what was moved since has one of its own', async () => {
    const made = await bookSeries({ start: scene.freeStart() });
    const ids = made.bookings.map(({ id }) => id);
    await act(String(ids[1]), 'reschedule', made.manage_token, { start: scene.freeStart() });
    await act(String(ids[0]), 'cancel', made.manage_token, { scope: 'series' });
    const { rows } = await stack.sql.query(
      `select booking_id from public.notifications where kind = 'series_cancelled' and booking_id = any ($1) limit 1`,
      [ids],
    );
    const { subject, body, ics } = await mailOf('series_cancelled', rows[0].booking_id);
    expect(subject).toMatch(/^Cancelled: 2 ×/);
    expect(body).not.toContain('#token');
    expect(eventsOf(ics)).toMatchObject({
      method: 'PUBLISH',
      events: [ids[0], ids[2]].map((uid) => ({ uid, sequence: 1, status: 'CANCELLED' })),
    });
    const alone = await mailOf('booking_cancelled', String(ids[1]));
    expect(eventsOf(alone.ics)).toMatchObject({
      method: 'CANCEL',
      events: [{ uid: ids[1], sequence: 2, status: 'CANCELLED', attendees: 1 }],
    });
  });
});

describe('The host of a series', () => {
  test('confirms or declines all of it, or one date of it', async () => {
    const asked = await setScene(stack, { series_max: 6, requires_confirmation: true });
    const statuses = async (made: Awaited<ReturnType<typeof bookSeries>>) =>
      (await read(String(made.bookings[0]?.id), made.manage_token)).body.booking.series.bookings.map(
        ({ status }: { status: string }) => status,
      );
    const made = await bookSeries({ start: asked.freeStart() }, asked);
    expect(made.bookings.map(({ status }) => status)).toEqual(Array(3).fill('pending'));
    await act(String(made.bookings[1]?.id), 'confirm', asked.owner.accessToken);
    expect(await statuses(made)).toEqual(['pending', 'confirmed', 'pending']);
    const all = await act(String(made.bookings[0]?.id), 'confirm', asked.owner.accessToken, { scope: 'series' });
    expect(all.body).toMatchObject({ series_id: made.series_id, conflicts: [], booking: { status: 'confirmed' } });
    expect(await statuses(made)).toEqual(Array(3).fill('confirmed'));
    const other = await bookSeries({ start: asked.freeStart() }, asked);
    const id = String(other.bookings[2]?.id);
    expectError(await act(id, 'decline', other.manage_token, { scope: 'series' }), 401, 'unauthorized');
    expectError(await act(id, 'decline', scene.owner.accessToken, { scope: 'series' }), 403, 'forbidden');
    await act(id, 'decline', asked.owner.accessToken, { scope: 'series', reason: 'ill' });
    expect(await statuses(other)).toEqual(Array(3).fill('declined'));
    expectError(await act(id, 'confirm', asked.owner.accessToken, { scope: 'series' }), 409, 'invalid_state');
  });

  test('sees in GET /bookings which bookings belong together', async () => {
    const own = await setScene(stack, { series_max: 6 });
    const made = await bookSeries({ start: own.freeStart() }, own);
    await own.booked();
    const { body } = await send(stack.url, 'GET', '/bookings', { token: own.owner.accessToken });
    const ids = body.bookings.map((booking: { series_id: string | null }) => booking.series_id);
    expect(ids.filter((id: string | null) => id === made.series_id)).toHaveLength(3);
    expect(ids.filter((id: string | null) => id === null)).toHaveLength(1);
  });
});
