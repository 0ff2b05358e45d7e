import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useStack } from '../support/stack.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';
import { eventsOf, type Receiver, startReceiver, subscribe, verify } from './webhook-receiver.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 } });
let scene: Scene;
let stranger: Scene;
let receiver: Receiver;
beforeAll(async () => {
  scene = await setScene(stack);
  stranger = await setScene(stack);
  receiver = await startReceiver();
});
afterAll(() => receiver.stop());

const ask = (method: string, path: string, body?: unknown, token = scene.owner.accessToken) =>
  send(stack.url, method, path, { token, ...(body === undefined ? {} : { body }) });

describe('POST /webhook-endpoints', () => {
  test('shows the secret, once: no later response has it', async () => {
    const { status, body } = await ask('POST', '/webhook-endpoints', {
      url: 'https://example.com/hook',
      events: ['booking.moved'],
    });
    expect(status).toBe(201);
    expect(body.secret).toMatch(/^whsec_[\w+/]{43}=$/);
    expect(body.webhook_endpoint).toEqual({
      id: expect.any(String),
      url: 'https://example.com/hook',
      events: ['booking.moved'],
      is_active: true,
      disabled_reason: null,
      payload_version: '2026-11-29',
      failing_since: null,
      previous_secret_until: null,
      has_secret: true,
      created_at: expect.any(String),
    });
    const { id } = body.webhook_endpoint;
    const later = [
      await ask('GET', '/webhook-endpoints'),
      await ask('PATCH', `/webhook-endpoints/${id}`, { events: ['booking.expired'] }),
      await ask('GET', `/webhook-endpoints/${id}/deliveries`),
    ];
    for (const { status: code, text } of later) {
      expect(code).toBe(200);
      expect(text).not.toContain(body.secret.slice(6));
      expect(text).not.toContain('whsec_');
    }
  });

  test('leaves the secret nowhere that the Data API shows, in no log, and sealed in the database', async () => {
    const { id, secret } = await subscribe(stack, scene, receiver.url);
    for (const client of [scene.owner.client, stack.client('secret')]) {
      const { data } = await client.from('webhook_endpoints').select('*').eq('id', id);
      expect(data).toHaveLength(1);
      expect(JSON.stringify(data)).not.toContain(secret.slice(6));
      // A private table is none of the API's.
      const { error } = await client.from('webhook_state').select('*');
      expect(error).not.toBeNull();
      for (const name of ['begin_webhook_delivery', 'list_webhook_secrets']) {
        const { error: refused } = await scene.owner.client.rpc(name, {});
        expect(refused).not.toBeNull();
      }
    }
    const { rows } = await stack.sql.query('select * from private.webhook_state where endpoint_id = $1', [id]);
    expect(rows[0].sealed).toMatch(/^eyJ/);
    expect(JSON.stringify(rows)).not.toContain(secret.slice(6));
    expect(stack.logs.join('')).not.toContain(secret.slice(6));
  });

  test('takes all events where none are named', async () => {
    const { body } = await ask('POST', '/webhook-endpoints', { url: 'http://127.0.0.1:1/all' });
    expect(body.webhook_endpoint.events).toHaveLength(9);
  });

  test.each([
    [{}],
    [{ url: 'example.com' }],
    [{ url: 'ftp://example.com' }],
    [{ url: 'webcal://example.com' }],
    [{ url: 'https://user:password@example.com/' }],
    [{ url: 'https://example.com/a b' }],
    [{ url: `https://example.com/${'x'.repeat(2000)}` }],
    [{ url: 'https://example.com', events: [] }],
    [{ url: 'https://example.com', events: ['booking.eaten'] }],
    [{ url: 'https://example.com', events: 'booking.moved' }],
    [{ url: 'https://example.com', is_active: false }],
    [{ url: 'https://example.com', payload_version: '2020-01-01' }],
  ])('refuses %j', async (body) => {
    const before = await ask('GET', '/webhook-endpoints');
    expectError(await ask('POST', '/webhook-endpoints', body), 422, 'invalid_request');
    expect((await ask('GET', '/webhook-endpoints')).text).toBe(before.text);
  });

  test('permits 20 of an owner, also where many are made at once or over the Data API; one that is deleted makes room', async () => {
    const { owner } = await setScene(stack);
    const create = () => ask('POST', '/webhook-endpoints', { url: 'https://example.com/many' }, owner.accessToken);
    const made = await Promise.all(Array.from({ length: 25 }, create));
    expect(made.filter(({ status }) => status === 201)).toHaveLength(20);
    for (const refused of made.filter(({ status }) => status !== 201)) {
      expectError(refused, 409, 'invalid_state');
      expect(refused.body.error.message).toMatch(/20 webhook endpoints.*Delete one/);
    }
    const row = { url: 'https://example.com/direct', events: ['booking.moved'] };
    const direct = await owner.client.from('webhook_endpoints').insert(row);
    expect(direct.error).toMatchObject({ details: 'invalid_state' });
    const { id } = made.find(({ status }) => status === 201)?.body.webhook_endpoint ?? {};
    await ask('DELETE', `/webhook-endpoints/${id}`, undefined, owner.accessToken);
    expect((await create()).status).toBe(201);
  });

  test('keeps why an endpoint was switched off for us to write: whoever writes it is told so', async () => {
    const { id } = await subscribe(stack, scene, 'http://127.0.0.1:1/reason');
    const rows = scene.owner.client.from('webhook_endpoints');
    const { error } = await rows.update({ disabled_reason: 'Mine' }).eq('id', id);
    expect(error).toMatchObject({ details: 'invalid_request', message: expect.stringContaining('disabled_reason') });
  });

  test('is for hosts who signed in', async () => {
    const body = { url: 'https://example.com' };
    expectError(await send(stack.url, 'POST', '/webhook-endpoints', { body }), 401, 'unauthorized');
    expectError(await ask('POST', '/webhook-endpoints', body, 'nonsense'), 401, 'unauthorized');
  });
});

describe('An endpoint of somebody else', () => {
  test('is not found, whatever is asked of it', async () => {
    const { id } = await subscribe(stack, scene, 'http://127.0.0.1:1/mine');
    const token = stranger.owner.accessToken;
    const tries = [
      await ask('PATCH', `/webhook-endpoints/${id}`, { is_active: false }, token),
      await ask('DELETE', `/webhook-endpoints/${id}`, undefined, token),
      await ask('POST', `/webhook-endpoints/${id}/rotate`, undefined, token),
      await ask('GET', `/webhook-endpoints/${id}/deliveries`, undefined, token),
      await ask('POST', `/webhook-deliveries/${randomUUID()}/replay`, undefined, token),
      await ask('GET', '/webhook-endpoints/nonsense/deliveries'),
    ];
    for (const result of tries) expectError(result, 404, 'not_found');
    const { body } = await ask('GET', '/webhook-endpoints', undefined, token);
    expect(body.webhook_endpoints).toEqual([]);
    const own = await ask('GET', '/webhook-endpoints');
    expect(own.body.webhook_endpoints).toContainEqual(expect.objectContaining({ id, is_active: true }));
  });
});

describe('PATCH and DELETE /webhook-endpoints/:id', () => {
  test('switch it off and on, and change what it is told of', async () => {
    const other = await startReceiver();
    const { id } = await subscribe(stack, scene, other.url, ['booking.cancelled']);
    const off = await ask('PATCH', `/webhook-endpoints/${id}`, { is_active: false, events: ['booking.confirmed'] });
    expect(off.body.webhook_endpoint).toMatchObject({ is_active: false, events: ['booking.confirmed'] });
    await scene.booked();
    await ask('PATCH', `/webhook-endpoints/${id}`, { is_active: true });
    const { id: bookingId } = await scene.booked();
    await eventsOf(other, 1);
    expect(other.received.map(({ body }) => JSON.parse(body).data.booking.id)).toEqual([bookingId]);
    await other.stop();
  });

  test('refuse an address that may not be called, and change nothing', async () => {
    const { id } = await subscribe(stack, scene, 'http://127.0.0.1:1/kept');
    expectError(await ask('PATCH', `/webhook-endpoints/${id}`, { url: 'ftp://x' }), 422, 'invalid_request');
    const { body } = await ask('GET', '/webhook-endpoints');
    expect(body.webhook_endpoints).toContainEqual(expect.objectContaining({ id, url: 'http://127.0.0.1:1/kept' }));
  });

  test('delete it with its secret and its deliveries', async () => {
    const { id } = await subscribe(stack, scene, receiver.url);
    await scene.booked();
    expect((await ask('DELETE', `/webhook-endpoints/${id}`)).status).toBe(204);
    expectError(await ask('GET', `/webhook-endpoints/${id}/deliveries`), 404, 'not_found');
    const { rows } = await stack.sql.query(
      `select (select count(*) from private.webhook_state where endpoint_id = $1)::int as secrets,
         (select count(*) from public.webhook_deliveries where endpoint_id = $1)::int as deliveries`,
      [id],
    );
    expect(rows[0]).toEqual({ secrets: 0, deliveries: 0 });
  });
});

describe('POST /webhook-endpoints/:id/rotate', () => {
  test('gives a new secret; both sign for 24 hours, then only the new one', async () => {
    const other = await startReceiver();
    const { id, secret: old } = await subscribe(stack, scene, other.url, ['booking.confirmed']);
    const { status, body } = await ask('POST', `/webhook-endpoints/${id}/rotate`);
    expect(status).toBe(200);
    expect(body.secret).toMatch(/^whsec_/);
    expect(body.secret).not.toBe(old);
    const hoursLeft = (Date.parse(body.webhook_endpoint.previous_secret_until) - Date.now()) / 3_600_000;
    expect(hoursLeft).toBeGreaterThan(23);
    expect(hoursLeft).toBeLessThan(25);

    await scene.booked();
    await eventsOf(other, 1);
    expect(other.received[0]?.headers['webhook-signature']).toMatch(/^v1,\S{44} v1,\S{44}$/);
    for (const secret of [old, body.secret]) verify(secret, other.received[0] as never);

    await stack.sql.query('update private.webhook_state set previous_until = now() where endpoint_id = $1', [id]);
    await scene.booked();
    await eventsOf(other, 2);
    verify(body.secret, other.received[1] as never);
    expect(() => verify(old, other.received[1] as never)).toThrow();
    await stack.sql.query('select public.prune_webhook_deliveries()');
    const { rows } = await stack.sql.query('select previous_sealed from private.webhook_state where endpoint_id = $1', [
      id,
    ]);
    expect(rows[0].previous_sealed).toBeNull();
    await other.stop();
  });
});

describe('A row that an owner writes through the Data API', () => {
  test('is told of nothing until it gets a secret', async () => {
    const other = await startReceiver();
    const { data, error } = await scene.owner.client
      .from('webhook_endpoints')
      .insert({ url: other.url, events: ['booking.confirmed'] })
      .select()
      .single();
    expect(error).toBeNull();
    await scene.booked();
    const { body } = await ask('POST', `/webhook-endpoints/${data.id}/rotate`);
    expect(body.webhook_endpoint).toMatchObject({ has_secret: true, previous_secret_until: null });
    const { id } = await scene.booked();
    await eventsOf(other, 1);
    expect(other.received.map((request) => verify(body.secret, request).data.booking.id)).toEqual([id]);
    await other.stop();
  });

  test.each([
    [{ url: 'javascript:alert(1)', events: ['booking.moved'] }],
    [{ url: 'https://a:b@example.com', events: ['booking.moved'] }],
    [{ url: 'https://example.com', events: [] }],
    [{ url: 'https://example.com', events: ['x'] }],
  ])('is refused with a reason: %j', async (row) => {
    const { error } = await scene.owner.client.from('webhook_endpoints').insert(row);
    expect(error).toMatchObject({
      code: 'PT422',
      details: 'invalid_request',
      message: expect.stringMatching(/^(url|events) /),
    });
  });
});
