import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTokens } from '../../sync-service/src/credentials/tokens.ts';
import { useStack } from '../support/stack.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';

const stack = useStack({ rateLimit: null });
let scene: Scene;
beforeAll(async () => {
  scene = await setScene(stack);
});

const release = (id: string, token?: string) =>
  send(stack.url, 'DELETE', `/holds/${id}`, token === undefined ? {} : { token });

describe('POST /holds', () => {
  test('answers id, end and token of a hold of 5 minutes, and nothing else', async () => {
    const before = Date.now();
    const { status, body } = await scene.hold();
    expect(status).toBe(201);
    expect(Object.keys(body).sort()).toEqual(['expires_at', 'id', 'token']);
    expect(Date.parse(body.expires_at) - before).toBeGreaterThan(299_000);
    expect(Date.parse(body.expires_at) - before).toBeLessThan(330_000);
  });

  test('a start in another spelling of the same instant is the same slot', async () => {
    const start = scene.freeStart();
    const local = new Date(Date.parse(start) + 2 * 3_600_000).toISOString().replace('.000Z', '+02:00');
    expect((await scene.hold(local)).status).toBe(201);
    expectError(await scene.hold(start), 409, 'slot_taken');
  });

  test('with an Idempotency-Key is given again by the same key and slot, as long as it lasts', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const slot = scene.slot();
    const ask = (body: object, key = headers) => send(stack.url, 'POST', '/holds', { body, headers: key });
    const first = await ask(slot);
    expect(first.status, first.text).toBe(201);
    expect(await ask(slot)).toMatchObject({ status: 201, body: first.body });
    expectError(await ask(slot, { 'idempotency-key': randomUUID() }), 409, 'slot_taken');
    const another = await ask(scene.slot());
    expectError(another, 422, 'invalid_request');
    expect(another.body.error.details).toEqual({ reason: 'key_used' });
    // The key of a hold is none of a booking.
    const booked = await send(stack.url, 'POST', '/bookings', {
      body: { ...scene.request(slot.start), hold: { id: first.body.id, token: first.body.token } },
      headers,
    });
    expect(booked.status, booked.text).toBe(201);
    expectError(await ask(slot), 410, 'hold_expired');
  });

  test('a slot that the host does not offer is told apart from one that is taken', async () => {
    const offGrid = scene.freeStart().replace(':00Z', ':07Z');
    expectError(await scene.hold(offGrid), 409, 'slot_not_offered');
  });

  test('an event type that is unknown or switched off is not found', async () => {
    const unknown = { ...scene.slot(), event_type_id: randomUUID() };
    expectError(await send(stack.url, 'POST', '/holds', { body: unknown }), 404, 'not_found');
    const { eventType } = await setScene(stack, { is_active: false });
    expectError(
      await send(stack.url, 'POST', '/holds', { body: { ...scene.slot(), event_type_id: eventType.id } }),
      404,
      'not_found',
    );
  });

  test('a duration that is not offered is refused', async () => {
    expectError(
      await send(stack.url, 'POST', '/holds', { body: { ...scene.slot(), duration_minutes: 31 } }),
      422,
      'invalid_request',
    );
  });
});

describe('DELETE /holds/:id', () => {
  test('frees the slot and may be repeated', async () => {
    const start = scene.freeStart();
    const hold = (await scene.hold(start)).body;
    expect((await release(hold.id, hold.token)).status).toBe(204);
    expect((await release(hold.id, hold.token)).status).toBe(204);
    expect((await scene.hold(start)).status).toBe(201);
  });

  test('without a token, or with that of another hold, nothing is freed', async () => {
    const start = scene.freeStart();
    const [hold, other] = [(await scene.hold(start)).body, (await scene.hold()).body];
    expectError(await release(hold.id), 401, 'unauthorized');
    expectError(await release(hold.id, other.token), 401, 'unauthorized');
    expectError(await scene.hold(start), 409, 'slot_taken');
  });

  test('a token of an earlier generation is refused', async () => {
    const hold = (await scene.hold()).body;
    await stack.sql.query('update public.bookings set generation = generation + 1 where id = $1', [hold.id]);
    expectError(await release(hold.id, hold.token), 401, 'unauthorized');
  });

  test('a hold that became a booking is not released by its old token', async () => {
    const start = scene.freeStart();
    const hold = (await scene.hold(start)).body;
    expect((await scene.book({ start, hold: { id: hold.id, token: hold.token } })).status).toBe(201);
    expectError(await release(hold.id, hold.token), 409, 'invalid_state');
  });

  test('an id that names nothing is not found', async () => {
    const id = randomUUID();
    const token = createTokens(stack.config.tokenKeys).issue('hold', id, 0);
    expectError(await release(id, token), 404, 'not_found');
    expectError(await release('no-uuid', token), 404, 'not_found');
  });
});
