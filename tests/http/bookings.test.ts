import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTokens } from '../../sync-service/src/credentials/tokens.ts';
import { createCalendar } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';

const stack = useStack({ rateLimit: null });
let scene: Scene;
beforeAll(async () => {
  scene = await setScene(stack);
});

const read = (id: string, token?: string) =>
  send(stack.url, 'GET', `/bookings/${id}`, token === undefined ? {} : { token });
const act = (id: string, action: string, token: string, body?: unknown) =>
  send(stack.url, 'POST', `/bookings/${id}/${action}`, { token, ...(body === undefined ? {} : { body }) });

describe('POST /bookings', () => {
  test('answers the booking in exactly the shape of the contract, with a manage token', async () => {
    const start = scene.freeStart();
    const { status, body } = await scene.book({ start });
    expect(status).toBe(201);
    expect(body).toEqual({
      booking: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        status: 'confirmed',
        start,
        end: new Date(Date.parse(start) + 1_800_000).toISOString().replace('.000Z', 'Z'),
        sequence: 0,
        host: { slug: scene.host.slug, display_name: 'Dr. Demo', time_zone: 'UTC' },
        event_type: { id: scene.eventType.id, slug: scene.eventType.slug, title: 'Consulting' },
        attendee: { name: 'Ann Visitor', email: 'ann@example.com', time_zone: 'America/New_York', locale: 'en' },
      },
      manage_token: expect.any(String),
    });
  });

  test.each([
    ['en_US', 'en-US'],
    ['DE-at', 'de-AT'],
    ['', 'en'],
    ['../../etc', 'en'],
    ['x'.repeat(70), 'en'],
    [`de-DE-x-${'abcdefgh-'.repeat(7)}z`, 'de-DE'],
  ])('books whatever the locale says: %j counts as %j', async (locale, kept) => {
    const { attendee } = scene.request() as { attendee: object };
    const { status, body, text } = await scene.book({ attendee: { ...attendee, locale } });
    expect(status, text).toBe(201);
    expect(body.booking.attendee.locale).toBe(kept);
  });

  test('books the slot of a hold with its token', async () => {
    const start = scene.freeStart();
    const hold = (await scene.hold(start)).body;
    expectError(await scene.book({ start }), 409, 'slot_taken');
    const { status, body } = await scene.book({ start, hold: { id: hold.id, token: hold.token } });
    expect(status).toBe(201);
    expect(body.booking.status).toBe('confirmed');
  });

  test('a hold is worth nothing with the token of another one, or with a manage token', async () => {
    const start = scene.freeStart();
    const [hold, other] = [(await scene.hold(start)).body, (await scene.hold()).body];
    const manage = createTokens(stack.config.tokenKeys).issue('manage', hold.id, 0);
    for (const token of [other.token, manage, 'nonsense']) {
      expectError(await scene.book({ start, hold: { id: hold.id, token } }), 401, 'unauthorized');
    }
  });

  test('a hold can be used once', async () => {
    const start = scene.freeStart();
    const hold = (await scene.hold(start)).body;
    await scene.book({ start, hold: { id: hold.id, token: hold.token } });
    expectError(await scene.book({ start, hold: { id: hold.id, token: hold.token } }), 409, 'invalid_state');
  });

  test('an expired hold books while its slot is free, and is told to be expired when it is not', async () => {
    const [free, taken] = [scene.freeStart(), scene.freeStart()];
    const holds = [(await scene.hold(free)).body, (await scene.hold(taken)).body];
    await stack.sql.query(`update public.bookings set expires_at = now() - interval '1 second' where id = any ($1)`, [
      holds.map((h) => h.id),
    ]);
    await scene.booked({ start: taken });
    expect((await scene.book({ start: free, hold: { id: holds[0].id, token: holds[0].token } })).status).toBe(201);
    expectError(
      await scene.book({ start: taken, hold: { id: holds[1].id, token: holds[1].token } }),
      410,
      'hold_expired',
    );
  });

  test('a calendar that was never read closes the slots of a host who wants that', async () => {
    const closed = await setScene(stack);
    await stack.sql.query(`update public.hosts set stale_policy = 'closed' where id = $1`, [closed.host.id]);
    await createCalendar(stack.sql, closed.host, { last_synced_at: null, covered_until: null });
    const response = await closed.book();
    expectError(response, 503, 'calendar_unavailable');
  });
});

describe('GET /bookings/:id', () => {
  test.each([
    [{ cancel_until_minutes: -1, reschedule_until_minutes: 5_256_000 }, 'not_allowed', 'too_late'],
    [{ cancel_until_minutes: null, max_reschedules: 0 }, null, 'max_reschedules'],
  ])('says with the rules %j why a visitor may not cancel (%s) or move (%s)', async (rules, cancel, move) => {
    const ruled = await setScene(stack, rules);
    const booking = await ruled.booked();
    expect((await read(booking.id, booking.token)).body.booking).toMatchObject({
      can_cancel: cancel === null,
      cancel_refusal: cancel,
      can_reschedule: false,
      reschedule_refusal: move,
    });
    expect((await read(booking.id, ruled.owner.accessToken)).body.booking).toMatchObject({
      cancel_refusal: null,
      reschedule_refusal: null,
    });
  });
});

describe('Idempotency-Key', () => {
  test('the same key and body give the same booking and token, also with the keys in another order', async () => {
    const body = scene.request();
    const headers = { 'idempotency-key': randomUUID() };
    const first = await send(stack.url, 'POST', '/bookings', { body, headers });
    const reordered = { answers: {}, ...Object.fromEntries(Object.entries(body).reverse()) };
    const second = await send(stack.url, 'POST', '/bookings', { body: reordered, headers });
    expect(second.status).toBe(201);
    expect(second.body).toEqual(first.body);
    const { rows } = await stack.sql.query('select count(*)::int as n from public.bookings where starts_at = $1', [
      body.start,
    ]);
    expect(rows[0].n).toBe(1);
  });

  test('another body under the same key is refused and books nothing', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    await scene.book({}, headers);
    const start = scene.freeStart();
    expectError(await scene.book({ start }, headers), 422, 'invalid_request');
    expect((await scene.hold(start)).status).toBe(201);
  });

  test('twenty requests at once with one key are one booking', async () => {
    const body = scene.request();
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => send(stack.url, 'POST', '/bookings', { body, headers })),
    );
    expect(new Set(answers.map((response) => response.status))).toEqual(new Set([201]));
    expect(new Set(answers.map((response) => response.body.booking.id)).size).toBe(1);
  });
});

describe('a visitor with the manage token', () => {
  test('reads the booking as it was answered, with what they may do and where it takes place', async () => {
    const { body } = await scene.book();
    const { start } = body.booking;
    expect((await read(body.booking.id, body.manage_token)).body).toEqual({
      booking: {
        ...body.booking,
        can_cancel: true,
        cancel_refusal: null,
        can_reschedule: true,
        reschedule_refusal: null,
        until: start,
        cancel_until: start,
        reschedule_until: start,
        reason_required: false,
        proposal: null,
        location: null,
        location_text: null,
        series: null,
        host: { ...body.booking.host, reply_to: null },
      },
    });
  });

  test('reads where to write to the host, where the host says so', async () => {
    const own = await setScene(stack);
    const { id, token } = await own.booked();
    await own.owner.client.from('hosts').update({ reply_to: 'dana@example.com' }).eq('id', own.host.id);
    expect((await read(id, token)).body.booking.host.reply_to).toBe('dana@example.com');
  });

  test('chooses where it takes place, and says what only they know', async () => {
    const locations = JSON.stringify([{ kind: 'address', value: 'Main St 1' }, { kind: 'phone_host_calls' }]);
    const placed = await setScene(stack, { locations });
    const first = await placed.booked();
    expect((await read(first.id, first.token)).body.booking).toMatchObject({
      location: { kind: 'address', value: 'Main St 1' },
      location_text: 'Main St 1',
    });
    const location = { kind: 'phone_host_calls', value: '+49 30 123456' };
    const called = await placed.booked({ location });
    expect((await read(called.id, called.token)).body.booking).toMatchObject({ location, location_text: null });
    expect((await read(called.id, placed.owner.accessToken)).body.booking.location_text).toBe('+49 30 123456');
    const wrong = [
      { kind: 'phone_host_calls' },
      { kind: 'phone_host_calls', value: 'call me' },
      { kind: 'phone_host_calls', value: 7 },
      { kind: 'video' },
      { kind: 'zoom' },
      'address',
      [],
    ];
    for (const choice of wrong) expectError(await placed.book({ location: choice }), 422, 'invalid_request');
    expect((await placed.book({ location: null })).status).toBe(201);
  });

  test('is told what the host does not permit, and why', async () => {
    const strict = await setScene(stack, { cancel_until_minutes: -1, max_reschedules: 1, reason_required: true });
    const booking = await strict.booked();
    const start = strict.freeStart();
    expect((await read(booking.id, booking.token)).body.booking).toMatchObject({
      can_cancel: false,
      can_reschedule: true,
      until: booking.start,
      cancel_until: null,
      reason_required: true,
    });
    const answers = [
      await act(booking.id, 'cancel', booking.token, { reason: 'Ill' }),
      await act(booking.id, 'reschedule', booking.token, { start }),
      await act(booking.id, 'reschedule', booking.token, { start, reason: 'Train is late' }),
      await act(booking.id, 'reschedule', booking.token, { start: strict.freeStart(), reason: 'Again' }),
    ];
    for (const refused of [0, 1, 3].map((n) => answers[n])) expectError(refused as never, 409, 'invalid_state');
    expect(answers.map(({ body }) => body.error?.details?.reason ?? body.booking.sequence)).toEqual([
      'not_allowed',
      'reason_required',
      1,
      'max_reschedules',
    ]);
  });

  test('moves it: sequence + 1, the same id and the same token', async () => {
    const booking = await scene.booked();
    const start = scene.freeStart();
    const moved = await act(booking.id, 'reschedule', booking.token, { start });
    expect(moved.status).toBe(200);
    expect(moved.body.booking).toMatchObject({ id: booking.id, start, sequence: 1 });
    expect((await read(booking.id, booking.token)).body.booking.sequence).toBe(1);
    expect((await scene.hold(booking.start)).status).toBe(201);
  });

  test('is refused a time that is taken, and keeps their own', async () => {
    const [mine, other] = [await scene.booked(), await scene.booked()];
    expectError(await act(mine.id, 'reschedule', mine.token, { start: other.start }), 409, 'slot_taken');
    expect((await read(mine.id, mine.token)).body.booking).toMatchObject({ start: mine.start, sequence: 0 });
  });

  test('cancels it, with or without a reason, as often as they like', async () => {
    const booking = await scene.booked();
    const cancelled = await act(booking.id, 'cancel', booking.token, { reason: 'Ill' });
    expect(cancelled.body.booking.status).toBe('cancelled');
    expect((await act(booking.id, 'cancel', booking.token)).body).toEqual(cancelled.body);
    const empty = await send(stack.url, 'POST', `/bookings/${booking.id}/cancel`, { token: booking.token, raw: '' });
    expect(empty.status).toBe(200);
    expectError(await act(booking.id, 'reschedule', booking.token, { start: scene.freeStart() }), 409, 'invalid_state');
  });

  test('cannot answer their own request', async () => {
    const asked = await setScene(stack, { requires_confirmation: true });
    const booking = await asked.booked();
    expect(booking.status).toBe('pending');
    for (const action of ['confirm', 'decline'])
      expectError(await act(booking.id, action, booking.token), 401, 'unauthorized');
  });

  test.each(['no token', 'foreign', 'hold', 'ics', 'altered', 'raised generation'])(
    '%s: nothing is shown or changed',
    async (kind) => {
      const [booking, other] = [await scene.booked(), await scene.booked()];
      const tokens = createTokens(stack.config.tokenKeys);
      const token = {
        'no token': undefined,
        foreign: other.token,
        hold: tokens.issue('hold', booking.id, 0),
        ics: tokens.issue('ics', booking.id, 0),
        altered: `${booking.token.slice(0, -2)}AA`,
        'raised generation': booking.token,
      }[kind];
      if (kind === 'raised generation') {
        await stack.sql.query('update public.bookings set generation = generation + 1 where id = $1', [booking.id]);
      }
      expectError(await read(booking.id, token), 401, 'unauthorized');
      expectError(await act(booking.id, 'cancel', token ?? ''), 401, 'unauthorized');
      const { rows } = await stack.sql.query('select status from public.bookings where id = $1', [booking.id]);
      expect(rows[0].status).toBe('confirmed');
    },
  );
});

describe('a host with their session', () => {
  test('reads, moves and cancels the bookings of their own visitors', async () => {
    const booking = await scene.booked();
    const { accessToken } = scene.owner;
    expect((await read(booking.id, accessToken)).body.booking.attendee.email).toBe('ann@example.com');
    expect((await act(booking.id, 'reschedule', accessToken, { start: scene.freeStart() })).body.booking.sequence).toBe(
      1,
    );
    expect((await act(booking.id, 'cancel', accessToken)).body.booking.status).toBe('cancelled');
  });

  test('confirms a request once', async () => {
    const asked = await setScene(stack, { requires_confirmation: true });
    const booking = await asked.booked();
    const { accessToken } = asked.owner;
    expect((await act(booking.id, 'confirm', accessToken)).body.booking.status).toBe('confirmed');
    expectError(await act(booking.id, 'confirm', accessToken), 409, 'invalid_state');
    expectError(await act(booking.id, 'decline', accessToken), 409, 'invalid_state');
  });

  test('declines a request, which frees its time', async () => {
    const asked = await setScene(stack, { requires_confirmation: true });
    const booking = await asked.booked();
    const declined = await act(booking.id, 'decline', asked.owner.accessToken, { reason: 'On leave' });
    expect(declined.body.booking.status).toBe('declined');
    expect((await asked.hold(booking.start)).status).toBe(201);
  });

  test('the bookings of another host are forbidden to them', async () => {
    const booking = await scene.booked();
    const { accessToken } = await stack.signUp();
    expectError(await read(booking.id, accessToken), 403, 'forbidden');
    expectError(await act(booking.id, 'cancel', accessToken), 403, 'forbidden');
    expectError(await act(booking.id, 'confirm', accessToken), 403, 'forbidden');
  });

  test('a session that was altered or signed by somebody else is refused', async () => {
    const booking = await scene.booked();
    const [head, payload, signature] = scene.owner.accessToken.split('.') as [string, string, string];
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const otherPayload = Buffer.from(
      JSON.stringify({ sub: scene.owner.id, role: 'authenticated', exp: 4_000_000_000 }),
    ).toString('base64url');
    for (const token of [
      `${head}.${otherPayload}.${signature}`,
      `${none}.${otherPayload}.`,
      `${head}.${payload}.${signature.slice(0, -4)}AAAA`,
    ]) {
      expectError(await read(booking.id, token), 401, 'unauthorized');
    }
  });

  test.each([
    'eyJhbGciOiJIUzI1NiJ9.e30.c2ln',
    'eyJ.eyJ.eyJ',
    'eyJhbGciOiJIUzI1NiJ9.eyJ4.c2ln',
    'eyJhbGciOiJFUzI1NiIsImtpZCI6IngifQ.eyJzdWIiOiIxIiwiZXhwIjo0MDAwMDAwMDAwfQ.c2ln',
  ])('what only looks like a session (%s) is refused', async (token) => {
    const booking = await scene.booked();
    expectError(await read(booking.id, token), 401, 'unauthorized');
  });

  test('neither key of the Data API is a session', async () => {
    const booking = await scene.booked();
    for (const key of [stack.config.supabase.publishableKey, stack.config.supabase.secretKey]) {
      expectError(await read(booking.id, key), 401, 'unauthorized');
    }
  });

  test('an id that names nothing is not found', async () => {
    for (const id of [randomUUID(), 'no-uuid', '1']) {
      expectError(await read(id, scene.owner.accessToken), 404, 'not_found');
      expectError(await act(id, 'confirm', scene.owner.accessToken), 404, 'not_found');
    }
  });
});
