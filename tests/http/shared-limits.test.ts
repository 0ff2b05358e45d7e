import fs from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAddressKey } from '../../sync-service/src/credentials/address-key.ts';
import { unavailable } from '../../sync-service/src/errors.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { createSharedBuckets } from '../../sync-service/src/routes/shared-buckets.ts';
import { readConnectionEnv, type ServiceProcess, startProcess } from '../embedded/service-process.ts';
import { makeScratch } from '../support/scratch.ts';
import { useStack } from '../support/stack.ts';
import { stubDb } from '../support/stub-db.ts';
import { expectError, send, setScene } from './scene.ts';

const stack = useStack({
  rateLimit: { perMinute: 600, burst: 600, inFlight: 20, perAccount: { perMinute: 0.1, burst: 3 } },
});
const folder = makeScratch('openslot-limits-');
const processes: ServiceProcess[] = [];
beforeAll(async () => {
  // As somebody runs it who has many visitors: not the demo, behind a proxy.
  const env = { DEMO: 'false', TRUST_PROXY: '1', POLL_INTERVAL_SECONDS: '86400' };
  processes.push(await startProcess(folder, env));
  processes.push(await startProcess(folder, env));
}, 120_000);
afterAll(async () => {
  for (const process of processes.reverse()) await process.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

test('Two processes count the requests of an address together', async () => {
  const begin = performance.now();
  const statuses: number[] = [];
  async function ask(from: number): Promise<void> {
    for (let i = 0; i < 30; i += 1) {
      const { url } = processes[(from + i) % 2] as ServiceProcess;
      const headers = { 'x-forwarded-for': '203.0.113.7' };
      statuses.push((await send(url, 'POST', '/holds', { body: {}, headers })).status);
    }
  }
  await Promise.all(Array.from({ length: 8 }, (_, i) => ask(i)));
  const passed = statuses.filter((status) => status === 422).length;
  // 120 at once and one a second; each alone would have let all 240 through.
  const refilled = Math.ceil((performance.now() - begin) / 1000);
  expect(statuses.filter((status) => status === 429)).toHaveLength(statuses.length - passed);
  expect(passed).toBeLessThanOrEqual(120 + refilled);
  // What one of them took in advance, the other does not get.
  expect(passed).toBeGreaterThanOrEqual(120 - 6);
  const other = { body: {}, headers: { 'x-forwarded-for': '203.0.113.8' } };
  expect((await send(processes[0]?.url ?? '', 'POST', '/holds', other)).status).toBe(422);
});

describe('Signing in to the embedded stack', () => {
  const attempt = (at: number, path: string, body: object, address: string) =>
    send(processes[at % 2]?.url ?? '', 'POST', `/auth/v1/${path}`, {
      body,
      headers: { apikey: readConnectionEnv(folder)['SUPABASE_PUBLISHABLE_KEY'] ?? '', 'x-forwarded-for': address },
    });

  test('is slowed for an account, from whichever address and process it is tried, however it is spelled', async () => {
    const signedUp = await attempt(0, 'signup', { email: 'ann@example.com', password: 'a long password' }, '192.0.2.1');
    const statuses: number[] = [];
    for (let i = 0; i < 14; i += 1) {
      const email = i % 2 ? 'ann@example.com' : ' Ann@Example.com';
      statuses.push(
        (await attempt(i, 'token?grant_type=password', { email, password: 'x' }, `192.0.2.${i + 2}`)).status,
      );
    }
    // To sign up was one of ten.
    expect(statuses.filter((status) => status === 400)).toHaveLength(9);
    expect(statuses.slice(-4)).toEqual([429, 429, 429, 429]);
    const refused = await attempt(
      0,
      'verify',
      { email: 'ann@example.com', token: '000000', type: 'email' },
      '192.0.2.99',
    );
    expect([refused.status, refused.body.error_code]).toEqual([429, 'over_request_rate_limit']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    // Who is signed in stays so, and others sign in.
    const renewal = { refresh_token: signedUp.body.refresh_token };
    expect((await attempt(1, 'token?grant_type=refresh_token', renewal, '192.0.2.1')).status).toBe(200);
    const other = { email: 'ben@example.com', password: 'a long password' };
    expect((await attempt(1, 'signup', other, '192.0.2.1')).status).toBe(200);
  });

  test('is slowed for an address, whatever accounts it tries', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 34; i += 1) {
      const body = { email: `nobody-${i}@example.com`, password: 'x' };
      statuses.push((await attempt(i, 'token?grant_type=password', body, '198.51.100.7')).status);
    }
    expect(statuses.slice(0, 30)).toEqual(Array(30).fill(400));
    expect(statuses).toContain(429);
  });

  test('is slowed whatever the query says', async () => {
    let tried = 0;
    /** Whether an account is refused after ten attempts by this path, each from another address. */
    async function isSlowed(method: string, path: string, token = ''): Promise<boolean> {
      const statuses: number[] = [];
      tried += 1;
      const email = `one-${tried}@example.com`;
      const apikey = readConnectionEnv(folder)['SUPABASE_PUBLISHABLE_KEY'] ?? '';
      for (let i = 0; i < 11; i += 1) {
        const headers = { apikey, 'x-forwarded-for': `203.0.${100 + tried}.${i}` };
        const body = { email, password: 'x', token: '000000', type: 'magiclink', refresh_token: 'x' };
        statuses.push(
          (await send(processes[i % 2]?.url ?? '', method, `/auth/v1/${path}`, { body, headers, token })).status,
        );
      }
      return statuses.at(-1) === 429;
    }
    for (const path of [
      ...['signup', 'otp', 'magiclink', 'verify', 'recover', 'resend'].map((at) => `${at}?grant_type=refresh_token`),
      'token?grant_type=password&grant_type=refresh_token',
      'token?grant_type=refresh_token&grant_type=password',
      'token?grant%5Ftype=refresh_token&grant_type=password',
      'token?grant_type=refresh_toke%6E&grant_type=password',
      'token?GRANT_TYPE=refresh_token&grant_type=password',
      'token?a?grant_type=refresh_token&grant_type=password',
      'token?grant_type=REFRESH_TOKEN',
    ]) {
      expect([path, await isSlowed('POST', path)]).toEqual([path, true]);
    }
    const { body: owner } = await attempt(
      0,
      'signup',
      { email: 'mover@example.com', password: 'a long password' },
      '192.0.2.1',
    );
    expect(['user', await isSlowed('PUT', 'user?grant_type=refresh_token', owner.access_token)]).toEqual([
      'user',
      true,
    ]);
    expect(await isSlowed('POST', 'token?grant_type=refresh_token')).toBe(false);
  });

  test('has no other spelling of its addresses', async () => {
    for (const path of ['token/', '/token', '%74oken', 'Token', 'token%2F', 'token;a', 'auth/v1/token', 'user/']) {
      const { status } = await attempt(0, `${path}?grant_type=password`, { email: 'cy@example.com' }, '192.0.2.1');
      expect([path, status]).toEqual([path, 404]);
    }
  });

  test('says at its start what it is for', () => {
    for (const { output } of processes) expect(output()).toContain('not for the open internet');
  });
});

test('The sessions and keys of an owner are one account', async () => {
  const [ann, ben] = [await setScene(stack), await setScene(stack)];
  const { accessToken: token } = ann.owner;
  const { body } = await send(stack.url, 'POST', '/api-keys', { token, body: { name: 'Program', scopes: ['read'] } });
  expect((await send(stack.url, 'GET', '/event-types', { token: body.secret })).status).toBe(200);
  expect((await send(stack.url, 'GET', '/event-types', { token })).status).toBe(200);
  const refused = await send(stack.url, 'GET', '/event-types', { token: body.secret });
  expectError(refused, 429, 'rate_limited');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(60);
  expect((await send(stack.url, 'GET', '/event-types', { token: ben.owner.accessToken })).status).toBe(200);
});

const keyOf = createAddressKey([{ kid: 'a', key: new Uint8Array(32).fill(1) }]);

test('While the database does not respond, a process counts alone', async () => {
  const lines: string[] = [];
  const log = createLogger({ write: (line) => lines.push(line) });
  const db = stubDb({ take_tokens: async () => Promise.reject(unavailable()) });
  const buckets = createSharedBuckets({ db, keyOf, log })('address', { burst: 2, perMinute: 1 });
  expect([await buckets.take('a'), await buckets.take('a'), await buckets.take('b')]).toEqual([0, 0, 0]);
  expect(await buckets.take('a')).toBeGreaterThan(50);
  expect(lines.join('')).toContain('a limit is counted by this process alone');
});

test('Who was refused is refused without a question until there is something again, and no address is stored', async () => {
  const asked: string[] = [];
  const db = stubDb({
    take_tokens: async ({ key }) => {
      asked.push(key);
      return { granted: 0, wait_seconds: 30 };
    },
  });
  const buckets = createSharedBuckets({ db, keyOf, log: createLogger({ write: () => {} }) })('address', {
    burst: 2,
    perMinute: 1,
  });
  for (let i = 0; i < 5; i += 1) expect(await buckets.take('203.0.113.7')).toBe(30);
  expect(asked).toHaveLength(1);
  expect(asked[0]).not.toContain('203.0.113.7');
});
