import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { endSignIns } from '../../../sync-service/sandbox/microsoft/controls.ts';
import type { MicrosoftFault } from '../../../sync-service/sandbox/microsoft/faults.ts';
import type { SandboxCredentials } from '../../support/microsoft-account.ts';
import { type OpenMicrosoftSandbox, openMicrosoftSandbox } from '../../support/microsoft-sandbox.ts';
import { hourOf, window } from './graph-caller.ts';
import { refresh } from './sign-in.ts';

const anna = 'anna@contoso.example';
const events = /\/me\/events$/;

let open: OpenMicrosoftSandbox;
let credentials: SandboxCredentials;
beforeEach(async () => {
  open = await openMicrosoftSandbox({ clock: () => new Date('2026-11-02T08:00:00Z') });
  credentials = open.connectUser(anna);
});
afterEach(() => open.stop());

const fail = (effect: MicrosoftFault['effect'], path = events) => open.sandbox.faults.add({ path, effect });

function call(method = 'GET', path = '/me/events', body?: object, signal?: AbortSignal): Promise<Response> {
  const headers = { authorization: `Bearer ${credentials.access_token}`, 'content-type': 'application/json' };
  return fetch(`${open.url}/v1.0${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
}

const create = (transactionId: string) => call('POST', '/me/events', hourOf(3, 10, { transactionId }));
const count = () => open.sandbox.world.calendarOf(anna).events.size;

describe('A scripted fault', () => {
  it.each([401, 403, 410, 412, 429, 500, 502, 503, 504])('can be any error of Graph (%i)', async (status) => {
    fail({ kind: 'graphError', status, code: 'SomeCode', message: 'Some text', retryAfter: 3 });
    const response = await call();
    expect([response.status, response.headers.get('retry-after')]).toEqual([status, '3']);
    expect(await response.json()).toMatchObject({ error: { code: 'SomeCode', message: 'Some text' } });
    expect(response.headers.get('request-id')).not.toBeNull();
  });

  it.each([200, 502])('can be a page with %i', async (status) => {
    fail({ kind: 'html', status });
    const response = await call();
    expect([response.status, response.headers.get('content-type')]).toEqual([
      status,
      expect.stringContaining('text/html'),
    ]);
  });

  it('can cut a body in half', async () => {
    fail({ kind: 'truncated' });
    const response = await call();
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
  });

  it('can lose the response of what was done', async () => {
    fail({ kind: 'reset', when: 'after' });
    await expect(create('t1')).rejects.toThrow('fetch failed');
    expect(count()).toBe(1);
    expect((await create('t1')).status).toBe(201);
    expect(count()).toBe(1);
  });

  it('can cut a connection before anything is done', async () => {
    fail({ kind: 'reset', when: 'before' });
    await expect(create('t1')).rejects.toThrow('fetch failed');
    expect(count()).toBe(0);
  });

  it('can let a request hang', async () => {
    fail({ kind: 'hang' });
    await expect(call('GET', '/me/events', undefined, AbortSignal.timeout(50))).rejects.toThrow('timeout');
  });

  it('can carry a claims challenge', async () => {
    const challenge = 'Bearer realm="", error="insufficient_claims", claims="eyJhIjoxfQ=="';
    const headers = { 'www-authenticate': challenge };
    fail({ kind: 'graphError', status: 401, code: 'InvalidAuthenticationToken', headers });
    expect((await call()).headers.get('www-authenticate')).toBe(challenge);
  });

  it('can let the sign-in die in the middle of a page', async () => {
    const meanwhile = () => endSignIns(open.sandbox.world, anna);
    open.sandbox.faults.add({ path: /delta$/, nth: 2, effect: { kind: 'meanwhile', action: meanwhile } });
    const path = `/me/calendarView/delta?${window}`;
    const first = (await (await call('GET', path)).json()) as Record<string, string>;
    const next = first['@odata.nextLink']?.replace('https://graph.microsoft.com/v1.0', '') ?? '';
    expect((await call('GET', next)).status).toBe(401);
    expect((await refresh(open, credentials.refresh_token)).body.error_codes).toEqual([50173]);
  });

  it('can be a later request, and several', async () => {
    open.sandbox.faults.add({ path: events, nth: 2, times: 2, effect: { kind: 'html', status: 503 } });
    const seen = [];
    for (let request = 0; request < 4; request += 1) seen.push((await call()).status);
    expect(seen).toEqual([200, 503, 503, 200]);
  });

  it('can be taken back', async () => {
    fail({ kind: 'html', status: 502 })();
    expect((await call()).status).toBe(200);
  });
});

test('faults by chance are the same for the same seed, and about as many as was said', async () => {
  const row = async (seed: number): Promise<string> => {
    open.sandbox.faults.clear();
    open.sandbox.faults.seed(seed);
    open.sandbox.faults.add({ path: events, chance: 0.3, effect: { kind: 'html', status: 502 } });
    const seen = [];
    for (let request = 0; request < 40; request += 1) seen.push((await call()).status === 502 ? 'x' : '.');
    return seen.join('');
  };
  const first = await row(7);
  expect(await row(7)).toBe(first);
  expect(await row(8)).not.toBe(first);
  const struck = [...first].filter((each) => each === 'x').length;
  expect(struck).toBeGreaterThan(4);
  expect(struck).toBeLessThan(24);
});

test('a scripted refusal can carry claims', async () => {
  fail({ kind: 'aadsts', code: 53003, error: 'invalid_grant', claims: '{"a":1}', retryAfter: 9 }, /\/token$/);
  const { body } = await refresh(open, credentials.refresh_token);
  expect(body).toMatchObject({ error: 'invalid_grant', error_codes: [53003], claims: '{"a":1}' });
});

test('each request is logged with its account and response', async () => {
  await call('GET', '/me/events?$top=5');
  expect(open.sandbox.requests).toEqual([
    expect.objectContaining({
      method: 'GET',
      path: '/v1.0/me/events',
      query: { $top: ['5'] },
      account: credentials.subject.split('.')[1],
      status: 200,
    }),
  ]);
});
