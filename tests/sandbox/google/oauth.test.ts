import { afterEach, beforeEach, expect, test } from 'vitest';
import { type OpenGoogleSandbox, openGoogleSandbox } from '../../support/google-sandbox.ts';
import { ask, decide, eventsScope, exchange, listScope } from './consent.ts';

let google: OpenGoogleSandbox;
beforeEach(async () => {
  google = await openGoogleSandbox();
});
afterEach(() => google.stop());

test('the page lists the accounts of the sandbox and a box for each calendar scope', async () => {
  google.sandbox.world.addUser('anna@example.com', { name: 'Anna <Berg>' });
  google.sandbox.world.addUser('ben@example.com');
  const response = await ask(google);
  const page = await response.text();
  expect(response.status).toBe(200);
  expect(page).toContain('Anna &lt;Berg&gt;');
  expect(page.match(/type="radio"/g)).toHaveLength(2);
  expect(page.match(/type="checkbox"/g)).toHaveLength(2);
  google.expectNoViolations();
});

test('the way back carries state, issuer, code, granted scopes, authuser and prompt', async () => {
  const url = await decide(google, 'anna@example.com');
  expect(`${url.origin}${url.pathname}`).toBe(google.client.redirectUri);
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    state: 'state-1',
    iss: 'https://accounts.google.com',
    authuser: '0',
    prompt: 'consent',
  });
  expect(url.searchParams.get('code')).toMatch(/^4\/0A/);
  expect(url.searchParams.get('scope')?.split(' ')).toEqual([
    'openid',
    'https://www.googleapis.com/auth/userinfo.email',
    eventsScope,
    listScope,
  ]);
});

test('a scope that is not ticked is not granted', async () => {
  const url = await decide(google, 'anna@example.com', { ticked: [listScope] });
  expect(url.searchParams.get('scope')).not.toContain(eventsScope);
  expect(url.searchParams.get('scope')).toContain(listScope);
});

test('who cancels goes back with access_denied and the state', async () => {
  const url = await decide(google, 'anna@example.com', { answer: 'cancel' });
  expect(Object.fromEntries(url.searchParams)).toEqual({ state: 'state-1', error: 'access_denied' });
});

test('who has allowed it before is not asked again', async () => {
  await decide(google, 'anna@example.com');
  const response = await ask(google);
  expect(response.status).toBe(302);
  expect(response.headers.get('location')).toContain('code=');
});

test('prompt=consent asks again', async () => {
  await decide(google, 'anna@example.com');
  expect((await ask(google, { prompt: 'consent' })).status).toBe(200);
});

test('prompt=none without a grant goes back with consent_required', async () => {
  google.sandbox.world.addUser('anna@example.com');
  const response = await ask(google, { prompt: 'none' });
  const url = new URL(response.headers.get('location') ?? '');
  expect(Object.fromEntries(url.searchParams)).toEqual({ state: 'state-1', error: 'consent_required' });
});

test('prompt=none with a grant goes back with a code', async () => {
  await decide(google, 'anna@example.com');
  const response = await ask(google, { prompt: 'none', login_hint: 'anna@example.com' });
  expect(new URL(response.headers.get('location') ?? '').searchParams.get('code')).toBeTruthy();
});

test('include_granted_scopes adds what was granted before', async () => {
  await decide(google, 'anna@example.com', { ticked: [eventsScope], changes: { scope: eventsScope } });
  const changes = { scope: listScope, include_granted_scopes: 'true' };
  const url = await decide(google, 'anna@example.com', { changes });
  expect(url.searchParams.get('scope')?.split(' ').sort()).toEqual([listScope, eventsScope].sort());
});

test('a setting grants less than was ticked', async () => {
  google.sandbox.world.settings.grantOnly = [listScope];
  const url = await decide(google, 'anna@example.com');
  expect(url.searchParams.get('scope')).not.toContain(eventsScope);
});

const faults: [string, Record<string, string | null>, string, number][] = [
  ['an unknown client', { client_id: 'nobody' }, 'invalid_client', 401],
  ['no client', { client_id: null }, 'invalid_request', 400],
  ['another redirect address', { redirect_uri: 'https://example.com/' }, 'redirect_uri_mismatch', 400],
  [
    'a redirect address with a slash more',
    { redirect_uri: 'http://127.0.0.1:1/v1/oauth/google/callback/' },
    'redirect_uri_mismatch',
    400,
  ],
  ['a redirect address with a fragment', { redirect_uri: 'https://example.com/#a' }, 'invalid_request', 400],
  ['plain HTTP elsewhere', { redirect_uri: 'http://example.com/' }, 'invalid_request', 400],
  ['another response type', { response_type: 'token' }, 'unsupported_response_type', 400],
  ['no scope', { scope: null }, 'invalid_request', 400],
  ['a scope that does not exist', { scope: 'calendar' }, 'invalid_scope', 400],
  ['prompt=none with another', { prompt: 'none consent' }, 'invalid_request', 400],
  ['a challenge that is none', { code_challenge: 'short', code_challenge_method: 'S256' }, 'invalid_request', 400],
];
test.each(faults)('%s is told on a page without a way back', async (_name, changes, error, status) => {
  const response = await ask(google, changes);
  expect(response.status).toBe(status);
  expect(response.headers.get('location')).toBeNull();
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(await response.text()).toContain(error);
});

test('a deleted client is told on a page without a way back', async () => {
  const client = google.sandbox.world.clients.get(google.client.clientId);
  if (client) client.deleted = true;
  const response = await ask(google);
  expect(response.status).toBe(401);
  expect(await response.text()).toContain('deleted_client');
});

test('parameters that do not exist are violations', async () => {
  await ask(google, { acess_type: 'offline' });
  expect(google.sandbox.violations).toEqual(['authorization request: unknown name "acess_type"']);
});

test('a request without state is a violation', async () => {
  await ask(google, { state: null });
  expect(google.sandbox.violations).toEqual(['authorization request: without state']);
});

test('a code can be exchanged once', async () => {
  const code = (await decide(google, 'anna@example.com')).searchParams.get('code');
  expect((await exchange(google, code)).status).toBe(200);
  expect(await exchange(google, code)).toEqual({
    status: 400,
    body: { error: 'invalid_grant', error_description: 'Bad Request' },
  });
});

test('a code ends after ten minutes', async () => {
  const code = (await decide(google, 'anna@example.com')).searchParams.get('code');
  google.sandbox.world.clock.advance(10 * 60_000);
  expect((await exchange(google, code)).body['error']).toBe('invalid_grant');
});
