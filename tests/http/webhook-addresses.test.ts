import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useStack } from '../support/stack.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';
import { type Receiver, startReceiver } from './webhook-receiver.ts';

describe('Where private addresses are not allowed', () => {
  const stack = useStack({ config: { pollIntervalSeconds: 86_400, allowPrivateHosts: false } });
  let scene: Scene;
  let inside: Receiver;
  beforeAll(async () => {
    scene = await setScene(stack);
    inside = await startReceiver();
  });
  afterAll(() => inside.stop());
  const create = (url: string) =>
    send(stack.url, 'POST', '/webhook-endpoints', { token: scene.owner.accessToken, body: { url } });

  test.each([
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest',
    'https://localhost/',
    'https://localhost:8443/in',
    'https://a.LOCALHOST./',
    'http://example.com/',
  ])('%s is refused', async (url) => {
    expectError(await create(url), 422, 'invalid_request');
  });

  test.each([
    ['http:', (url: string) => url, /^The address must begin with https/],
    ['https:', (url: string) => url.replace('http:', 'https:'), /private network/],
    ['a name', (url: string) => `https://localhost:${new URL(url).port}/`, /private network/],
  ])('one that was written over the Data API is not called, and switched off at once: %s', async (_, of, reason) => {
    const { id } = (await create('https://example.com/')).body.webhook_endpoint;
    const { error } = await scene.owner.client
      .from('webhook_endpoints')
      .update({ url: of(inside.url) })
      .eq('id', id);
    expect(error).toBeNull();
    await scene.booked();
    const read = async () => {
      const { rows } = await stack.sql.query(
        'select is_active, disabled_reason from public.webhook_endpoints where id = $1',
        [id],
      );
      return rows[0];
    };
    await expect.poll(async () => (await read()).is_active, { timeout: 15_000 }).toBe(false);
    expect((await read()).disabled_reason).toMatch(reason);
    expect(inside.received).toEqual([]);
    await stack.sql.query('delete from public.webhook_endpoints where id = $1', [id]);
  });
});
