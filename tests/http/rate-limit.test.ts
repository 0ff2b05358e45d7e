import type { HttpBindings } from '@hono/node-server';
import { beforeAll, describe, expect, test } from 'vitest';
import { createLogger } from '../../sync-service/src/log.ts';
import { createCallers } from '../../sync-service/src/routes/callers.ts';
import { createErrorHandler } from '../../sync-service/src/routes/errors.ts';
import { createBuckets, createRateLimiter } from '../../sync-service/src/routes/rate-limit.ts';
import { createRouter } from '../../sync-service/src/routes/router.ts';
import { useStack } from '../support/stack.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';

const stack = useStack({ rateLimit: { perMinute: 1, burst: 3, inFlight: 20 }, config: { trustProxy: 1 } });
let scene: Scene;
beforeAll(async () => {
  scene = await setScene(stack);
});

/** A limited route, a clock that stands still, and requests from any address. */
function limited(trustProxy: number, burst = 2, trustsLoopback = false) {
  let now = 0;
  const app = createRouter();
  app.onError(createErrorHandler(createLogger({ level: 'silent' })));
  app.get(
    '/',
    createRateLimiter(
      createBuckets({ perMinute: 60, burst }, () => now),
      createCallers({ trustProxy, trustsLoopback }),
    ),
    (c) => c.text('ok'),
  );
  return {
    wait: (ms: number) => {
      now += ms;
    },
    async ask(remoteAddress: string, forwardedFor?: string): Promise<number> {
      const env = { incoming: { socket: { remoteAddress } } } as unknown as HttpBindings;
      return (
        await app.request('/', forwardedFor === undefined ? {} : { headers: { 'x-forwarded-for': forwardedFor } }, env)
      ).status;
    },
  };
}

describe('the limit of holds and bookings', () => {
  test('is told with the code, and with the time to wait', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.7' };
    const responses = [];
    for (let i = 0; i < 4; i += 1)
      responses.push(await send(stack.url, 'POST', '/holds', { body: scene.slot(), headers }));
    expect(responses.slice(0, 3).map((response) => response.status)).toEqual([201, 201, 201]);
    expectError(responses[3] as (typeof responses)[0], 429, 'rate_limited');
    expect(Number(responses[3]?.headers.get('retry-after'))).toBeGreaterThan(50);
    expectError(
      await send(stack.url, 'POST', '/bookings', {
        body: scene.request(),
        headers: { 'x-forwarded-for': '203.0.113.7' },
      }),
      429,
      'rate_limited',
    );
    expect(
      (await send(stack.url, 'POST', '/holds', { body: scene.slot(), headers: { 'x-forwarded-for': '203.0.113.8' } }))
        .status,
    ).toBe(201);
  });

  test('is one of each address, and time refills it', async () => {
    const { ask, wait } = limited(0);
    expect([await ask('203.0.113.1'), await ask('203.0.113.1'), await ask('203.0.113.1')]).toEqual([200, 200, 429]);
    expect(await ask('203.0.113.2')).toBe(200);
    wait(1000);
    expect([await ask('203.0.113.1'), await ask('203.0.113.1')]).toEqual([200, 429]);
  });

  test('a header that nobody vouches for does not change the address', async () => {
    const { ask } = limited(0, 1);
    expect([await ask('203.0.113.1', '198.51.100.1'), await ask('203.0.113.1', '198.51.100.2')]).toEqual([200, 429]);
  });

  test('behind a proxy the address is the one that the proxy saw, whatever the caller wrote before it', async () => {
    const { ask } = limited(1, 1);
    expect([await ask('127.0.0.1', '1.1.1.1, 203.0.113.1'), await ask('127.0.0.1', '2.2.2.2, 203.0.113.1')]).toEqual([
      200, 429,
    ]);
    expect(await ask('127.0.0.1', '1.1.1.1, 203.0.113.2')).toBe(200);
  });

  test('a whole /64 of IPv6 counts as one caller', async () => {
    const { ask } = limited(0, 1);
    expect([await ask('2001:db8:1:2::1'), await ask('2001:db8:1:2:ffff::9'), await ask('2001:db8:1:3::1')]).toEqual([
      200, 429, 200,
    ]);
  });

  test.each([
    ['203.0.113.1', '::ffff:203.0.113.1'],
    ['203.0.113.1', '::ffff:cb00:7101'],
    ['203.0.113.1', '203.0.113.1:4711'],
    ['2001:db8:1:2::1', '[2001:DB8:1:2::2]:4711'],
    ['fe80::1:2:3:4', 'fe80::5%eth0'],
  ])('an address counts as itself however it is spelled (%s, %s)', async (address, spelled) => {
    const { ask } = limited(1, 1);
    expect([await ask('127.0.0.1', address), await ask('127.0.0.1', spelled)]).toEqual([200, 429]);
  });

  const loopback = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];

  test.each(loopback)(
    'callers on the same machine (%s) are limited like others unless they are trusted',
    async (address) => {
      const other = limited(0, 1);
      expect([await other.ask(address), await other.ask(address)]).toEqual([200, 429]);
      const trusting = limited(0, 1, true);
      expect([await trusting.ask(address), await trusting.ask(address)]).toEqual([200, 200]);
    },
  );

  test.each(loopback)('a proxy on the same machine (%s) of which nobody told us is not trusted', async (address) => {
    const { ask } = limited(0, 1, true);
    expect([await ask(address, '203.0.113.1'), await ask(address, '203.0.113.2')]).toEqual([200, 429]);
  });
});
