import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBudget } from '../../../sync-service/src/providers/http-budget.ts';
import { createProviders } from '../../../sync-service/src/providers/index.ts';
import { closeReaders, createReader } from './read-scene.ts';
import { startDavStandIn } from './stand-in/server.ts';

const realLookup = dns.lookup;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
  dns.lookup = realLookup;
  syncBuiltinESMExports();
});
afterAll(() => closeReaders());

/** Real time passes until it is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

test('each request to a server, also those of discovery, waits until the budget of its account lets it through', async () => {
  const server = await startDavStandIn({ shape: 'icloud' });
  const budget = createBudget({ perMinute: 60, burst: 2 });
  let waiting = 0;
  const watched = {
    take: async (account: string) => {
      waiting += 1;
      await budget.take(account);
      waiting -= 1;
    },
  };
  const provider = createReader({ budget: watched });
  const { url, username, password } = server;
  const isHeldBack = () => waiting === 1 && server.waiting() === 0;

  let isOver = false;
  const connecting = provider.connect({ url, username, password }).finally(() => {
    isOver = true;
  });
  await until(() => server.requests.length === 2 && isHeldBack());
  await vi.advanceTimersByTimeAsync(990);
  expect(isHeldBack()).toBe(true);
  expect(server.requests).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(10);
  await until(() => server.requests.length === 3);

  // Only who waits for the budget has its time pass: a request has its own limit.
  await until(() => {
    if (isHeldBack()) vi.advanceTimersByTime(1_000);
    return isOver;
  });
  await connecting;
  await server.stop();
});

test('accounts at Apple are asked 60 times at once, and then 4 times a second', async () => {
  let asked = 0;
  dns.lookup = ((_name: string, _options: object, callback: (error: Error) => void) => {
    asked += 1;
    callback(Object.assign(new Error('not here'), { code: 'ENOTFOUND' }));
  }) as unknown as typeof dns.lookup;
  syncBuiltinESMExports();
  const apple = createProviders({
    allowPrivateHosts: false,
    google: null,
    microsoft: null,
    publicUrl: 'https://book.example.com',
  }).get('apple');
  const account = {
    credentials: { username: 'anna@example.com', password: 'secret', home: '/1/calendars/' },
    selfAddresses: [],
  };
  const responses = Array.from({ length: 70 }, () => apple?.listCalendars(account).catch((error: Error) => error));
  await Promise.all(responses.slice(0, 60));
  await vi.advanceTimersByTimeAsync(240);
  expect(asked).toBe(60);
  await vi.advanceTimersByTimeAsync(1_010);
  await Promise.all(responses.slice(0, 65));
  expect(asked).toBe(65);
  await vi.advanceTimersByTimeAsync(10_000);
  await Promise.all(responses);
});
