import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ProviderError } from '../../../sync-service/src/calendar/provider-error.ts';
import { createLimits } from '../../../sync-service/src/providers/microsoft/limits.ts';
import { createGraph } from '../../../sync-service/src/providers/microsoft/session.ts';
import { requireGraphLink } from '../../../sync-service/src/providers/microsoft/transport.ts';
import { collectPages } from '../contract-suite.ts';
import { at, email, type MicrosoftScene, openMicrosoftScene } from './scene.ts';

let scene: MicrosoftScene;
beforeEach(async () => {
  scene = await openMicrosoftScene({ timeoutMs: 2_000, maxBytes: 100_000 });
});
afterEach(async () => {
  await scene.stop();
  expect(scene.sandbox.violations).toEqual([]);
});

const list = () => scene.provider.listCalendars(scene.account);
const lines = () => scene.asked().map(({ line }) => line);
const calendars = /calendars$/;

async function failure(work: Promise<unknown> = list()): Promise<ProviderError> {
  const error = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProviderError);
  return error as ProviderError;
}

describe('a token', () => {
  // microsoft.md 10
  test('that Graph refuses is renewed once, and the call is repeated once', async () => {
    scene.sandbox.world.clock.advance(3_600_000);
    expect(await list()).toHaveLength(1);
    expect(scene.account.renewals).toBe(1);
    expect(lines()).toEqual(['GET /calendars', 'GET /calendars', 'GET /mailboxSettings/timeZone']);
  });

  // microsoft.md 10
  test('that is refused again although it is new passes by itself and disconnects nobody', async () => {
    const effect = { kind: 'graphError', status: 401, code: 'InvalidAuthenticationToken' } as const;
    scene.sandbox.faults.add({ path: calendars, times: 2, effect });
    expect(await failure()).toMatchObject({ code: 'unauthorized', retryable: true, needsReconnect: false });
    expect(scene.account.renewals).toBe(1);
    expect(await list()).toHaveLength(1);
  });

  // microsoft.md 7
  test('that a rule of the organisation blocks leads to a consent with the claims it wants', async () => {
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}';
    const challenge = `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`;
    const headers = { 'www-authenticate': challenge };
    const effect = { kind: 'graphError', status: 401, code: 'InvalidAuthenticationToken', headers } as const;
    scene.sandbox.faults.add({ path: calendars, effect });
    expect(await failure()).toMatchObject({ code: 'unauthorized', needsReconnect: true, retryable: false, claims });
    expect(scene.account.renewals).toBe(0);
  });

  test('is sent once with each request, and only to Graph', async () => {
    await list();
    expect(scene.asked().map(({ headers }) => headers['authorization'])).toEqual([
      `Bearer ${scene.account.credentials['access_token']}`,
      `Bearer ${scene.account.credentials['access_token']}`,
    ]);
  });
});

describe('a failure', () => {
  test.each([500, 502, 503, 504, 408])('%i is tried twice more, later each time', async (status) => {
    const { sandbox, waits } = scene;
    sandbox.faults.add({ path: calendars, times: 3, effect: { kind: 'html', status } });
    expect(await failure()).toMatchObject({ code: 'http_status', retryable: true, status });
    expect(lines()).toEqual(['GET /calendars', 'GET /calendars', 'GET /calendars']);
    expect(waits.map((ms) => Math.floor(ms / 1000))).toEqual([1, 2]);
  });

  test('is not tried again at once if the same call failed before', async () => {
    scene.account.failures = 2;
    scene.sandbox.faults.add({ path: calendars, effect: { kind: 'html', status: 502 } });
    expect(await failure()).toMatchObject({ status: 502 });
    expect(lines()).toEqual(['GET /calendars']);
  });

  test.each([
    ['no response', { kind: 'hang' }, 'timeout'],
    ['a connection that is cut', { kind: 'reset', when: 'after' }, 'unreachable'],
    ['half a response', { kind: 'truncated' }, 'not_a_calendar'],
    ['a page of a gateway with 200', { kind: 'html', status: 200 }, 'not_a_calendar'],
    ['JSON that is no list', { kind: 'answer', status: 200, body: '{"value":{}}' }, 'not_a_calendar'],
    ['nothing with 200', { kind: 'answer', status: 200, body: '' }, 'not_a_calendar'],
    ['more than is read', { kind: 'answer', status: 200, body: `"${'x'.repeat(100_000)}"` }, 'too_large'],
  ] as const)('that is %s is never taken for a list', async (_, effect, code) => {
    scene.sandbox.faults.add({ path: calendars, times: 3, effect });
    expect(await failure()).toMatchObject({ code, retryable: true });
  });

  test.each([400, 403, 404, 409])('(%i) that Graph did not explain says nothing about calendars', async (status) => {
    scene.sandbox.faults.add({ path: calendars, effect: { kind: 'html', status } });
    expect(await failure()).toMatchObject({ code: 'http_status', retryable: true, needsReconnect: false });
  });

  test('with a redirection is followed nowhere', async () => {
    const headers = { location: `${scene.url}/v1.0/me` };
    scene.sandbox.faults.add({ path: calendars, effect: { kind: 'answer', status: 302, body: '', headers } });
    expect(await failure()).toMatchObject({ code: 'http_status', retryable: true });
    expect(lines()).toEqual(['GET /calendars']);
  });

  test('has no address, token or content in it', async () => {
    scene.sandbox.faults.add({
      path: calendars,
      effect: { kind: 'graphError', status: 400, code: 'Any', message: `${email} ${scene.url}` },
    });
    const text = String((await failure()).stack);
    for (const secret of [email, scene.url, scene.account.credentials['access_token'] ?? '']) {
      expect(text).not.toContain(secret);
    }
  });

  test.each([
    [403, 'ErrorAccessDenied', { code: 'forbidden', needsReconnect: false }],
    [404, 'ErrorItemNotFound', { code: 'gone' }],
    [404, 'MailboxNotEnabledForRESTAPI', { code: 'no_calendar' }],
    [400, 'MailboxNotEnabledForRESTAPI', { code: 'no_calendar' }],
    [429, 'ApplicationThrottled', { code: 'rate_limited', retryable: true }],
    [400, 'ErrorInvalidParameter', { code: 'http_status', retryable: false }],
  ])('%i %s has its meaning', async (status, code, expected) => {
    scene.sandbox.faults.add({ path: calendars, times: 3, effect: { kind: 'graphError', status, code } });
    expect(await failure()).toMatchObject(expected);
  });
});

describe('a mailbox that is to be left alone', () => {
  // microsoft.md 35
  test.each([429, 503, 403])('(%i with Retry-After) is asked by nobody until then, and others are', async (status) => {
    const { world } = scene.sandbox;
    const effect = { kind: 'graphError', status, code: 'ApplicationThrottled', retryAfter: 300 } as const;
    scene.sandbox.faults.add({ path: calendars, effect });
    expect(await failure()).toMatchObject({ retryAfterMs: 300_000 });
    scene.asked();
    world.clock.advance(299_000);
    for (const work of [list(), collectPages(scene, null)]) {
      expect(await failure(work)).toMatchObject({ code: 'rate_limited', retryable: true });
    }
    expect(lines()).toEqual([]);
    expect(await scene.provider.listCalendars(scene.connectUser('ben@contoso.example'))).toHaveLength(1);
    world.clock.advance(1_000);
    expect(await list()).toHaveLength(1);
  });

  test('for less than we would wait anyway is asked again in the same call', async () => {
    const effect = { kind: 'graphError', status: 429, code: 'ApplicationThrottled', retryAfter: 1 } as const;
    scene.sandbox.faults.add({ path: calendars, effect });
    expect(await list()).toHaveLength(1);
  });

  // microsoft.md 36
  test('never sees a third request at once', async () => {
    scene.sandbox.world.settings.concurrency = 2;
    scene.sandbox.world.settings.graphMilliseconds = 5;
    const jobs = Array.from({ length: 20 }, () => list());
    expect(await Promise.all(jobs)).toHaveLength(20);
    expect(scene.waits).toEqual([]);
  });
});

describe('a link', () => {
  // microsoft.md 40
  test.each([
    'http://graph.microsoft.com/v1.0/me',
    'https://graph.microsoft.com:x@evil.example/v1.0/me',
    'https://user@graph.microsoft.com/v1.0/me',
    'https://graph.microsoft.com.evil.example/v1.0/me',
    'https://graph.microsoft.com:444/v1.0/me',
    'https://graph.microsoft.us/v1.0/me',
    'https://evil.example/?https://graph.microsoft.com/',
    'https:graph.microsoft.com/v1.0/me',
    '//graph.microsoft.com/v1.0/me',
    'not a link',
    '',
  ])('that does not lead to Graph is refused: %s', (link) => {
    expect(() => requireGraphLink(link)).toThrow(
      expect.objectContaining({ code: 'forbidden_address', retryable: false }),
    );
  });

  // microsoft.md 40
  test('in a response that does not lead to Graph gets no request', async () => {
    const body = JSON.stringify({ value: [], '@odata.nextLink': `${scene.url}/v1.0/me/calendars?$skip=1` });
    scene.sandbox.faults.add({ path: calendars, effect: { kind: 'answer', status: 200, body } });
    expect(await failure()).toMatchObject({ code: 'forbidden_address' });
    expect(lines()).toEqual(['GET /calendars']);
  });

  test('is sent byte by byte to the base that stands in, which may have a path', async () => {
    const asked: string[] = [];
    const server = http.createServer((request, response) => {
      asked.push(`${request.headers.authorization} ${request.url}`);
      response.setHeader('content-type', 'application/json').end('{"value":[]}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sandbox/microsoft/`;
    const graph = createGraph({ baseUrl, limits: createLimits() });
    const session = graph.open({ credentials: { access_token: 't' }, selfAddresses: [] });
    const rest = '/v1.0/me/calendars/A%3D/calendarView/delta?%24deltatoken=a%2Bb+c=';
    await session.call({ path: `https://graph.microsoft.com${rest}` });
    await session.call({ path: '/me' });
    expect(asked).toEqual([`Bearer t /sandbox/microsoft${rest}`, 'Bearer t /sandbox/microsoft/v1.0/me']);
    server.closeAllConnections();
    server.close();
  });
});

// microsoft.md 31
test('a creation that fails is never sent again by itself', async () => {
  scene.sandbox.faults.add({ method: 'POST', path: /events$/, times: 3, effect: { kind: 'html', status: 503 } });
  const event = {
    key: '0b9f0d7e-4c1a-4b3e-8a55-2d6f1c7e9a01',
    ...{ startsAt: '2026-05-04T08:00:00Z', endsAt: '2026-05-04T09:00:00Z', title: 'Intro' },
    ...{ description: null, location: null, url: null, sequence: 0, status: 'confirmed' as const },
  };
  expect(await failure(scene.provider.createEvent(scene.account, scene.calendar, event))).toMatchObject({
    status: 503,
  });
  expect(lines()).toEqual(['GET /events', 'POST /events']);
});

test('every request names ids that last and the zone of times', async () => {
  scene.person.add({ subject: 'Lunch', ...at('2026-05-04T10:00:00Z', '2026-05-04T11:00:00Z') });
  await collectPages(scene, null);
  await list();
  const preferences = scene.asked().map(({ headers }) => headers['prefer'] ?? '');
  expect(preferences.length).toBeGreaterThan(3);
  expect(preferences.filter((text) => !/outlook\.timezone="UTC", IdType="ImmutableId"$/.test(text))).toEqual([]);
});
