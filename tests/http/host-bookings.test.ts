import { beforeAll, describe, expect, test } from 'vitest';
import { useStack } from '../support/stack.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';

const stack = useStack({ rateLimit: null });
let scene: Scene;
beforeAll(async () => {
  scene = await setScene(stack, { requires_confirmation: true, horizon_days: 30 });
});

const post = (
  body: unknown,
  token: string | undefined = scene.owner.accessToken,
  headers: Record<string, string> = {},
) => send(stack.url, 'POST', '/host/bookings', { body, headers, ...(token === undefined ? {} : { token }) });
const farAhead = () => new Date(Date.parse(scene.freeStart()) + 60 * 86_400_000).toISOString().replace('.000Z', 'Z');

describe('POST /host/bookings', () => {
  test('books for a visitor, confirmed, in the shape of the contract; the visitor gets the link by mail, not the host', async () => {
    const start = scene.freeStart();
    const { status, body, text } = await post(scene.request(start));
    expect(status, text).toBe(201);
    expect(body).toEqual({
      booking: {
        id: expect.any(String),
        status: 'confirmed',
        start,
        end: expect.any(String),
        sequence: 0,
        host: { slug: scene.host.slug, display_name: 'Dr. Demo', time_zone: 'UTC' },
        event_type: { id: scene.eventType.id, slug: scene.eventType.slug, title: 'Consulting' },
        attendee: { name: 'Ann Visitor', email: 'ann@example.com', time_zone: 'America/New_York', locale: 'en' },
      },
      conflicts: [],
    });
  });

  test('needs no answers', async () => {
    const { answers: _, ...request } = scene.request();
    expect((await post(request)).status).toBe(201);
  });

  test('override lifts the rules of the host, and a refusal names them', async () => {
    const request = scene.request(farAhead());
    const refused = await post(request);
    expectError(refused, 409, 'slot_not_offered');
    expect(refused.body.error.details).toEqual({ reasons: [{ reason: 'horizon' }] });
    expect((await post({ ...request, override: true })).status).toBe(201);
  });

  test('override never lifts another booking; force does, and names it', async () => {
    const other = await scene.booked();
    const request = scene.request(other.start);
    const refused = await post({ ...request, override: true });
    expectError(refused, 409, 'slot_taken');
    expect(refused.body.error.details.reasons).toMatchObject([{ reason: 'booking', booking_ids: [other.id] }]);
    const forced = await post({ ...request, override: true, force: true });
    expect(forced.status, forced.text).toBe(201);
    expect(forced.body.conflicts).toMatchObject([{ kind: 'overlap', other_booking_id: other.id, resolution: 'kept' }]);
  });

  test('the same Idempotency-Key and body give the same booking, and a visitor with them gets nothing of it', async () => {
    const request = scene.request();
    const key = { 'idempotency-key': `call-${request.start}` };
    const [first, second] = [await post(request, undefined, key), await post(request, undefined, key)];
    expect(second.body).toEqual(first.body);
    const visitor = await send(stack.url, 'POST', '/bookings', { body: request, headers: key });
    expectError(visitor, 409, 'slot_taken');
  });

  test.each([
    ['series', { frequency: 'daily', count: 3 }],
    ['hold', { id: crypto.randomUUID(), token: 'x' }],
    ['overide', true],
  ])('refuses the field %s, which it does not have, and books nothing', async (field, value) => {
    const request = scene.request();
    const refused = await post({ ...request, [field]: value });
    expectError(refused, 422, 'invalid_request');
    expect(refused.body.error.message).toContain(`"${field}"`);
    expect((await post(request)).status).toBe(201);
  });

  test('mails go out in the language of the host where the visitor has none', async () => {
    await stack.sql.query(`update public.hosts set locale = 'fr' where id = $1`, [scene.host.id]);
    const attendee = { name: 'Ann', email: 'ann-fr@example.com' };
    const { body } = await post({ ...scene.request(), attendee });
    expect(body.booking.attendee.locale).toBe('fr');
    const german = await post({ ...scene.request(), attendee: { ...attendee, locale: 'de' } });
    expect(german.body.booking.attendee.locale).toBe('de');
    await stack.sql.query('update public.hosts set locale = null where id = $1', [scene.host.id]);
  });

  test('is for the owner of the event type only', async () => {
    expectError(await send(stack.url, 'POST', '/host/bookings', { body: scene.request() }), 401, 'unauthorized');
    const { accessToken } = await stack.signUp();
    expectError(await post(scene.request(), accessToken), 404, 'not_found');
    const { token } = await scene.booked();
    expectError(await post(scene.request(), token), 401, 'unauthorized');
  });

  test.each([
    ['no start', { start: undefined }],
    ['no attendee', { attendee: undefined }],
    ['an attendee without address', { attendee: { name: 'Ann' } }],
    ['a switch that is no boolean', { override: 'yes' }],
    ['a duration that is not offered', { duration_minutes: 31 }],
  ])('%s is an invalid request', async (_, change) => {
    expectError(await post({ ...scene.request(), ...change }), 422, 'invalid_request');
  });

  test('what was booked so is cancelled and moved with a message, as any other', async () => {
    const { id } = (await post(scene.request())).body.booking;
    const { accessToken: token } = scene.owner;
    const body = { start: scene.freeStart(), reason: 'The room is taken' };
    expect((await send(stack.url, 'POST', `/bookings/${id}/reschedule`, { token, body })).status).toBe(200);
    const { rows } = await stack.sql.query('select moved_by, move_reason from public.bookings where id = $1', [id]);
    expect(rows).toEqual([{ moved_by: 'host', move_reason: 'The room is taken' }]);
    const ill = { token, body: { reason: 'I am ill' } };
    expect((await send(stack.url, 'POST', `/bookings/${id}/cancel`, ill)).body.booking.status).toBe('cancelled');
  });
});

describe('POST /bookings/:id/reschedule with override', () => {
  const move = (id: string, start: string, token: string, override = true) =>
    send(stack.url, 'POST', `/bookings/${id}/reschedule`, { body: { start, override }, token });
  const host = () => scene.owner.accessToken;

  test('moves a booking to a time that the host does not offer, which stays confirmed', async () => {
    const { body } = await post(scene.request());
    const start = farAhead();
    expectError(await move(body.booking.id, start, host(), false), 409, 'slot_not_offered');
    const moved = await move(body.booking.id, start, host());
    expect(moved.body, moved.text).toMatchObject({ booking: { start, status: 'confirmed', sequence: 1 } });
  });

  test('takes no time of another booking, and says what is in the way', async () => {
    const [mine, other] = [scene.freeStart(), scene.freeStart()];
    const { body } = await post(scene.request(mine));
    await post(scene.request(other));
    const refused = await move(body.booking.id, other, host());
    expectError(refused, 409, 'slot_taken');
    expect(refused.body.error.details.reasons).toMatchObject([{ reason: 'booking' }]);
  });

  test('is for the host alone: a visitor cannot set the rules aside', async () => {
    const booking = await scene.booked();
    expectError(await move(booking.id, farAhead(), booking.token), 403, 'forbidden');
  });
});
