import { beforeAll, describe, expect, test } from 'vitest';
import { createTokens } from '../../sync-service/src/credentials/tokens.ts';
import { useStack } from '../support/stack.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';

const stack = useStack({ rateLimit: null });
let scene: Scene;
beforeAll(async () => {
  scene = await setScene(stack, { requires_confirmation: true });
});

const act = (id: string, action: string, token: string, body?: unknown) =>
  send(stack.url, 'POST', `/bookings/${id}/${action}`, { token, ...(body === undefined ? {} : { body }) });
const read = async (id: string, token: string) =>
  (await send(stack.url, 'GET', `/bookings/${id}`, { token })).body.booking;

describe('POST /bookings/:id/propose and /accept', () => {
  test('the host proposes a time, the visitor sees and accepts it, and the request is confirmed there', async () => {
    const booking = await scene.booked();
    const start = scene.freeStart();
    const proposed = await act(booking.id, 'propose', scene.owner.accessToken, { start });
    expect(proposed.status, proposed.text).toBe(200);
    expect(proposed.body.booking).toMatchObject({ id: booking.id, status: 'pending', start: booking.start });
    const { proposal } = await read(booking.id, booking.token);
    expect(proposal).toEqual({ start, end: expect.any(String) });
    const accepted = await act(booking.id, 'accept', booking.token, { start });
    expect(accepted.body.booking).toMatchObject({ id: booking.id, status: 'confirmed', start, sequence: 1 });
    expect((await read(booking.id, booking.token)).proposal).toBeNull();
  });

  test('an acceptance needs no body, with or without the type of one', async () => {
    for (const options of [{}, { raw: '' }]) {
      const booking = await scene.booked();
      const start = scene.freeStart();
      await act(booking.id, 'propose', scene.owner.accessToken, { start });
      const path = `/bookings/${booking.id}/accept`;
      const { status, body } = await send(stack.url, 'POST', path, { token: booking.token, ...options });
      expect([status, body.booking?.start]).toEqual([200, start]);
    }
  });

  test('the host learns what is in the way, the visitor only that something is', async () => {
    const [booking, other] = [await scene.booked(), await scene.booked()];
    const taken = await act(booking.id, 'propose', scene.owner.accessToken, { start: other.start });
    expectError(taken, 409, 'slot_taken');
    expect(taken.body.error.details.reasons).toMatchObject([{ reason: 'booking', booking_ids: [other.id] }]);
    const start = scene.freeStart();
    await act(booking.id, 'propose', scene.owner.accessToken, { start });
    await scene.booked({ start });
    const late = await act(booking.id, 'accept', booking.token);
    expectError(late, 409, 'slot_taken');
    expect(late.body.error.details).toBeUndefined();
  });

  test('a time that was taken meanwhile is shown no longer, and cannot be proposed again', async () => {
    const booking = await scene.booked();
    const start = scene.freeStart();
    await act(booking.id, 'propose', scene.owner.accessToken, { start });
    await scene.booked({ start });
    expect((await read(booking.id, booking.token)).proposal).toBeNull();
    expectError(await act(booking.id, 'propose', scene.owner.accessToken, { start }), 409, 'slot_taken');
  });

  test('a time that was replaced is not accepted by somebody who saw the one before', async () => {
    const booking = await scene.booked();
    const [first, second] = [scene.freeStart(), scene.freeStart()];
    for (const start of [first, second]) await act(booking.id, 'propose', scene.owner.accessToken, { start });
    const stale = await act(booking.id, 'accept', booking.token, { start: first });
    expectError(stale, 409, 'invalid_state');
    expect(stale.body.error.details).toEqual({ reason: 'other_proposal' });
  });

  test('only the host proposes, and only the visitor accepts', async () => {
    const booking = await scene.booked();
    const start = scene.freeStart();
    expectError(await act(booking.id, 'propose', booking.token, { start }), 401, 'unauthorized');
    const { accessToken } = await stack.signUp();
    expectError(await act(booking.id, 'propose', accessToken, { start }), 403, 'forbidden');
    await act(booking.id, 'propose', scene.owner.accessToken, { start });
    const hold = createTokens(stack.config.tokenKeys).issue('hold', booking.id, 0);
    for (const token of [scene.owner.accessToken, accessToken, (await scene.booked()).token, hold, 'nonsense']) {
      expectError(await act(booking.id, 'accept', token), 401, 'unauthorized');
    }
    expect((await read(booking.id, booking.token)).status).toBe('pending');
  });

  test.each([
    ['propose', {}],
    ['propose', { start: 'tomorrow' }],
    ['propose', { start: '2031-01-01T10:00:00Z', duration_minutes: 0 }],
    ['accept', { start: 'tomorrow' }],
    ['accept', { start: 7 }],
  ])('%s %j is an invalid request', async (action, body) => {
    const booking = await scene.booked();
    const token = action === 'propose' ? scene.owner.accessToken : booking.token;
    expectError(await act(booking.id, action, token, body), 422, 'invalid_request');
  });
});
