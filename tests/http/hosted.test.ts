import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLogger } from '../../sync-service/src/log.ts';
import { type RunningService, startService } from '../../sync-service/src/service.ts';
import { useStack } from '../support/stack.ts';
import { type Scene, send, setScene } from './scene.ts';

// The stack plays the hosted Supabase project: a second service runs on it with nothing but the four variables.
const stack = useStack();
let scene: Scene;
let service: RunningService;
beforeAll(async () => {
  scene = await setScene(stack);
  service = await startService({
    config: { ...stack.config, embedded: false, demo: false, port: 0, publicUrl: 'https://book.example' },
    providers: new Map(),
    log: createLogger({ level: 'silent' }),
  });
});
afterAll(async () => {
  await service.stop();
});

describe('a service on a Supabase elsewhere', () => {
  test('books over the network, and either service opens the booking', async () => {
    const made = await send(service.url, 'POST', '/bookings', { body: scene.request() });
    expect(made.status).toBe(201);
    const { booking, manage_token: token } = made.body;
    for (const url of [service.url, stack.url]) {
      expect((await send(url, 'GET', `/bookings/${booking.id}`, { token })).body.booking).toMatchObject(booking);
    }
  });

  test('knows hosts by their sessions there', async () => {
    const booking = await scene.booked();
    const { body } = await send(service.url, 'POST', `/bookings/${booking.id}/cancel`, {
      token: scene.owner.accessToken,
    });
    expect(body.booking.status).toBe('cancelled');
  });

  test('is ready', async () => {
    await expect.poll(async () => (await send(service.url, 'GET', '/readyz')).body.status).toBe('ready');
  });

  test('sends pages there for their slots, and lets them', async () => {
    expect((await send(service.url, 'GET', '/embed/config.json')).body).toEqual({
      supabaseUrl: stack.url,
      publishableKey: stack.config.supabase.publishableKey,
      // It was asked at the start whether it takes the key in the address.
      plainReads: true,
    });
    const policy = (await send(service.url, 'GET', '/')).headers.get('content-security-policy');
    expect(policy).toContain(`connect-src 'self' ${stack.url};`);
  });

  test('serves neither the Data API nor the demo outbox itself', async () => {
    for (const path of ['/rest/v1/', '/auth/v1/health', '/sandbox/mail']) {
      expect((await send(service.url, 'GET', path)).status).toBe(404);
    }
  });
});
