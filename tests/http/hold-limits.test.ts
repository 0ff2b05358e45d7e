import { beforeEach, describe, expect, test } from 'vitest';
import { useStack } from '../support/stack.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';

// Callers are told apart by what the proxy saw.
const stack = useStack({ config: { trustProxy: 1 } });
let scene: Scene;
beforeEach(async () => {
  scene = await setScene(stack);
});

const from = (address: string) => ({ 'x-forwarded-for': address });
const hold = (address: string, more: Record<string, unknown> = {}, start?: string) =>
  send(stack.url, 'POST', '/holds', { body: { ...scene.slot(start), ...more }, headers: from(address) });
const renew = (id: string, token?: string) =>
  send(stack.url, 'POST', `/holds/${id}/renew`, {
    ...(token === undefined ? {} : { token }),
    headers: from('203.0.113.99'),
  });

describe('Holds of one address', () => {
  test('are three a host at most; the fourth is told when to come back, and hinders no booking', async () => {
    const address = '203.0.113.1';
    for (let n = 0; n < 3; n += 1) expect((await hold(address)).status).toBe(201);
    const refused = await hold(address);
    expectError(refused, 429, 'rate_limited');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await hold('203.0.113.2')).status).toBe(201);
    const booked = await send(stack.url, 'POST', '/bookings', { body: scene.request(), headers: from(address) });
    expect(booked.status, booked.text).toBe(201);
  });

  test('are counted for a whole /64 of IPv6', async () => {
    for (let n = 1; n <= 3; n += 1) expect((await hold(`2001:db8:1:2::${n}`)).status).toBe(201);
    expectError(await hold('2001:db8:1:2:ffff::1'), 429, 'rate_limited');
    expect((await hold('2001:db8:1:3::1')).status).toBe(201);
  });

  test('a new one takes the place of the one that the visitor sends along', async () => {
    const address = '203.0.113.3';
    const start = scene.freeStart();
    const first = (await hold(address, {}, start)).body;
    for (let n = 0; n < 2; n += 1) expect((await hold(address)).status).toBe(201);
    expect((await hold(address, { hold: { id: first.id, token: first.token } })).status).toBe(201);
    expect((await hold('203.0.113.4', {}, start)).status).toBe(201);
  });

  test('none is ended without its token', async () => {
    const start = scene.freeStart();
    const [first, other] = [(await hold('203.0.113.5', {}, start)).body, (await hold('203.0.113.5')).body];
    expectError(await hold('203.0.113.6', { hold: { id: first.id, token: other.token } }), 401, 'unauthorized');
    expectError(await hold('203.0.113.6', {}, start), 409, 'slot_taken');
  });

  test('no address of a visitor is stored', async () => {
    await hold('203.0.113.77');
    const { rows } = await stack.sql.query('select c::text as text from private.counted_bookings as c');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(({ text }) => text).join()).not.toContain('203.0.113');
  });
});

describe('POST /holds/:id/renew', () => {
  test('keeps the slot for five minutes more, once', async () => {
    const held = (await hold('203.0.113.10')).body;
    const renewed = await renew(held.id, held.token);
    expect(renewed.status, renewed.text).toBe(200);
    expect(Object.keys(renewed.body).sort()).toEqual(['expires_at', 'id', 'token']);
    expect(Date.parse(renewed.body.expires_at) - Date.parse(held.expires_at)).toBe(300_000);
    expectError(await renew(held.id, renewed.body.token), 409, 'invalid_state');
  });

  test('needs the token of the hold, and a hold that is not over', async () => {
    const held = (await hold('203.0.113.11')).body;
    expectError(await renew(held.id), 401, 'unauthorized');
    await stack.sql.query(`update public.bookings set expires_at = now() - interval '1 second' where id = $1`, [
      held.id,
    ]);
    expectError(await renew(held.id, held.token), 410, 'hold_expired');
  });
});

describe('Bookings of one email address', () => {
  test('are as many as the host permits, and the refusal says what to do', async () => {
    await stack.sql.query('update public.hosts set max_bookings_per_email = 1 where id = $1', [scene.host.id]);
    expect((await scene.book()).status).toBe(201);
    const refused = await scene.book();
    expectError(refused, 429, 'rate_limited');
    expect(refused.body.error.message).toMatch(/Cancel one/);
  });
});

describe('A proxy that the configuration does not know', () => {
  const unaware = useStack();

  test('is told to the operator once', async () => {
    for (let n = 0; n < 3; n += 1) await send(unaware.url, 'GET', '/healthz', { headers: from('203.0.113.20') });
    expect(unaware.logs.filter((line) => line.includes('TRUST_PROXY'))).toHaveLength(1);
    expect(stack.logs.filter((line) => line.includes('TRUST_PROXY'))).toHaveLength(0);
  });
});
