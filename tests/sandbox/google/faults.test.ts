import { afterEach, beforeEach, expect, test } from 'vitest';
import type { GoogleFaultEffect } from '../../../sync-service/sandbox/google/faults.ts';
import type { SandboxCredentials } from '../../support/google-account.ts';
import { type OpenGoogleSandbox, openGoogleSandbox } from '../../support/google-sandbox.ts';
import { refresh } from './consent.ts';

const anna = 'anna@example.com';
const events = /\/events$/;

let google: OpenGoogleSandbox;
let credentials: SandboxCredentials;
beforeEach(async () => {
  google = await openGoogleSandbox({ clock: () => new Date('2026-11-02T08:00:00Z') });
  credentials = google.connectUser(anna);
});
afterEach(() => google.stop());

const fail = (effect: GoogleFaultEffect, path = events): void => void google.sandbox.faults.add({ path, effect });

function call(method = 'GET', path = '', body?: object, signal?: AbortSignal): Promise<Response> {
  const headers = { authorization: `Bearer ${credentials.access_token}`, 'content-type': 'application/json' };
  const url = `${google.url}/calendar/v3/calendars/${anna}/events${path}`;
  return fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }), ...(signal && { signal }) });
}

const insert = (id: string): Promise<Response> =>
  call('POST', '', {
    id,
    start: { dateTime: '2026-11-03T10:00:00Z' },
    end: { dateTime: '2026-11-03T11:00:00Z' },
  });

test('an error has the status and reason that were asked for', async () => {
  fail({ kind: 'apiError', status: 403, reason: 'rateLimitExceeded', retryAfter: 3 });
  const response = await call();
  expect(response.status).toBe(403);
  expect(response.headers.get('retry-after')).toBe('3');
  expect(await response.json()).toMatchObject({
    error: { code: 403, errors: [{ domain: 'usageLimits', reason: 'rateLimitExceeded' }] },
  });
});

test('only as many requests fail as were asked for', async () => {
  google.sandbox.faults.add({ path: events, times: 2, effect: { kind: 'html', status: 502 } });
  const seen = [];
  for (let request = 0; request < 3; request += 1) seen.push((await call()).status);
  expect(seen).toEqual([502, 502, 200]);
});

test('the request that fails can be a later one', async () => {
  google.sandbox.faults.add({ path: events, nth: 2, effect: { kind: 'html', status: 503 } });
  const seen = [];
  for (let request = 0; request < 3; request += 1) seen.push((await call()).status);
  expect(seen).toEqual([200, 503, 200]);
});

test('other methods are left alone', async () => {
  google.sandbox.faults.add({ method: 'POST', path: events, effect: { kind: 'html', status: 502 } });
  expect((await call()).status).toBe(200);
  expect((await insert('abcde1')).status).toBe(502);
});

test('a failing front end answers with a page', async () => {
  fail({ kind: 'html', status: 502 });
  const response = await call();
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(await response.text()).toContain('502');
});

test('a truncated answer is a success with half a body', async () => {
  fail({ kind: 'truncated' });
  const response = await call();
  expect(response.status).toBe(200);
  const text = await response.text();
  expect(text.startsWith('{')).toBe(true);
  expect(() => JSON.parse(text)).toThrow(SyntaxError);
});

test('an answer can be lost after the request was done', async () => {
  fail({ kind: 'reset', when: 'after' });
  await expect(insert('abcde2')).rejects.toThrow('fetch failed');
  expect((await call('GET', '/abcde2')).status).toBe(200);
});

test('a connection can be cut before anything is done', async () => {
  fail({ kind: 'reset', when: 'before' });
  await expect(insert('abcde3')).rejects.toThrow('fetch failed');
  expect((await call('GET', '/abcde3')).status).toBe(404);
});

test('a request can hang until its client gives up', async () => {
  fail({ kind: 'hang' });
  await expect(call('GET', '', undefined, AbortSignal.timeout(50))).rejects.toThrow('timeout');
});

test('a sandbox stops while a request hangs', async () => {
  const other = await openGoogleSandbox();
  other.sandbox.faults.add({ path: /certs/, effect: { kind: 'hang' } });
  const outcome = fetch(`${other.url}/oauth2/v3/certs`).then(
    ({ status }) => status,
    () => 'cut',
  );
  while (other.sandbox.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await other.stop();
  expect(['cut', 504]).toContain(await outcome);
});

test('a delayed request is done all the same', async () => {
  fail({ kind: 'delay', milliseconds: 20 });
  expect((await insert('abcde4')).status).toBe(200);
});

test('the token endpoint can be out of order', async () => {
  fail({ kind: 'oauthError', status: 503, error: 'internal_failure' }, /^\/token$/);
  expect(await refresh(google, credentials.refresh_token)).toEqual({
    status: 503,
    body: { error: 'internal_failure' },
  });
});

test('the token endpoint can ask for a new sign-in', async () => {
  const description = 'reauth related error (invalid_rapt)';
  fail({ kind: 'oauthError', status: 400, error: 'invalid_grant', subtype: 'invalid_rapt', description }, /^\/token$/);
  expect((await refresh(google, credentials.refresh_token)).body).toEqual({
    error: 'invalid_grant',
    error_subtype: 'invalid_rapt',
    error_description: description,
  });
});

const waitAsked: GoogleFaultEffect[] = [
  { kind: 'apiError', status: 429, reason: 'rateLimitExceeded' },
  { kind: 'apiError', status: 403, reason: 'userRateLimitExceeded' },
  { kind: 'html', status: 502 },
];
test.each(waitAsked)('to come back at once after %o is a violation', async (effect) => {
  fail(effect);
  await call();
  google.sandbox.world.clock.advance(999);
  await call();
  expect(google.sandbox.violations).toEqual([expect.stringContaining('repeated earlier than 1000 ms')]);
});

test.each(waitAsked)('to come back a second after %o is right', async (effect) => {
  fail(effect);
  await call();
  google.sandbox.world.clock.advance(1000);
  await call();
  google.expectNoViolations();
});

test('another account need not wait', async () => {
  fail({ kind: 'apiError', status: 429, reason: 'rateLimitExceeded' }, /calendarList$/);
  const ben = google.connectUser('ben@example.com');
  for (const { access_token } of [credentials, ben]) {
    const headers = { authorization: `Bearer ${access_token}` };
    await fetch(`${google.url}/calendar/v3/users/me/calendarList`, { headers });
  }
  google.expectNoViolations();
});

test('a fault can be taken back', async () => {
  const takeBack = google.sandbox.faults.add({ path: events, effect: { kind: 'html', status: 502 } });
  takeBack();
  expect((await call()).status).toBe(200);
});

test('each request is logged with its account and answer', async () => {
  await call('GET', '?maxResults=5');
  expect(google.sandbox.requests).toEqual([
    expect.objectContaining({
      method: 'GET',
      path: `/calendar/v3/calendars/${anna}/events`,
      query: { maxResults: ['5'] },
      account: credentials.subject,
      status: 200,
    }),
  ]);
});

test('an address that Google does not have is a violation', async () => {
  expect((await fetch(`${google.url}/calendar/v4/events`)).status).toBe(404);
  expect(google.sandbox.violations).toHaveLength(1);
});
