import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type OpenGoogleSandbox, openGoogleSandbox } from '../../support/google-sandbox.ts';
import { ask, decide, eventsScope, exchange, pkce, refresh, requestToken, type TokenResponse } from './consent.ts';

const anna = 'anna@example.com';
const dead = {
  status: 400,
  body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
};

let google: OpenGoogleSandbox;
beforeEach(async () => {
  google = await openGoogleSandbox();
});
afterEach(() => google.stop());

async function connect(changes: Record<string, string | null> = {}, fields = {}): Promise<TokenResponse['body']> {
  const back = await decide(google, anna, { changes });
  return (await exchange(google, back.searchParams.get('code'), fields)).body;
}

test('the first exchange gives an access token, a refresh token and an ID token', async () => {
  expect(await connect()).toEqual({
    access_token: expect.stringMatching(/^ya29\./),
    expires_in: 3599,
    refresh_token: expect.stringMatching(/^1\/\/05/),
    scope: expect.stringContaining(eventsScope),
    token_type: 'Bearer',
    id_token: expect.any(String),
  });
  google.expectNoViolations();
});

test('the ID token names account, address, client and issuer, and is signed with a published key', async () => {
  const { id_token } = await connect();
  const keys = createRemoteJWKSet(new URL(`${google.url}/oauth2/v3/certs`));
  const { payload } = await jwtVerify(String(id_token), keys, {
    issuer: 'https://accounts.google.com',
    audience: google.client.clientId,
    algorithms: ['RS256'],
  });
  const { sub } = google.sandbox.world.addUser(anna);
  expect(payload).toMatchObject({ sub, email: anna, email_verified: true });
});

test('without openid there is no ID token', async () => {
  expect(await connect({ scope: eventsScope })).not.toHaveProperty('id_token');
});

test('without access_type=offline there is no refresh token', async () => {
  expect(await connect({ access_type: null })).not.toHaveProperty('refresh_token');
});

test('a second consent that nobody was asked for gives no refresh token', async () => {
  await connect();
  const again = new URL((await ask(google)).headers.get('location') ?? '');
  expect((await exchange(google, again.searchParams.get('code'))).body).not.toHaveProperty('refresh_token');
});

test('a second consent with prompt=consent gives another refresh token', async () => {
  const first = await connect();
  const second = await connect({ prompt: 'consent' });
  expect(second['refresh_token']).toEqual(expect.any(String));
  expect(second['refresh_token']).not.toBe(first['refresh_token']);
});

test('a setting withholds the refresh token', async () => {
  google.sandbox.world.settings.withholdRefreshTokens = true;
  expect(await connect()).not.toHaveProperty('refresh_token');
});

test.each(['S256', 'plain'])('a challenge of method %s is met by its verifier', async (method) => {
  const { verifier, challenge } = pkce();
  const sent = method === 'S256' ? challenge : verifier;
  const body = await connect({ code_challenge: sent, code_challenge_method: method }, { code_verifier: verifier });
  expect(body['access_token']).toEqual(expect.any(String));
});

test('a challenge without verifier is refused', async () => {
  const changes = { code_challenge: pkce().challenge, code_challenge_method: 'S256' };
  expect(await connect(changes)).toEqual({
    error: 'invalid_grant',
    error_description: 'Missing code verifier.',
  });
});

test('a wrong verifier is refused', async () => {
  const changes = { code_challenge: pkce().challenge, code_challenge_method: 'S256' };
  expect(await connect(changes, { code_verifier: pkce().verifier })).toEqual({
    error: 'invalid_grant',
    error_description: 'Invalid code verifier.',
  });
});

test('a garbled code is told apart', async () => {
  expect(await exchange(google, '4%2F0Axyz')).toEqual({
    status: 400,
    body: { error: 'invalid_grant', error_description: 'Malformed auth code.' },
  });
});

test('another redirect address than that of the request is refused', async () => {
  const body = await connect({}, { redirect_uri: 'https://example.com/' });
  expect(body).toEqual({ error: 'redirect_uri_mismatch', error_description: 'Bad Request' });
});

test('a wrong secret is invalid_client with 401', async () => {
  const fields = { grant_type: 'refresh_token', refresh_token: 'x', client_secret: 'wrong' };
  expect(await requestToken(google, fields)).toEqual({
    status: 401,
    body: { error: 'invalid_client', error_description: 'Unauthorized' },
  });
});

test('an unknown client is invalid_client with 401', async () => {
  const fields = { grant_type: 'refresh_token', refresh_token: 'x', client_id: 'nobody' };
  expect(await requestToken(google, fields)).toEqual({
    status: 401,
    body: { error: 'invalid_client', error_description: 'The OAuth client was not found.' },
  });
});

test('another grant type is refused', async () => {
  const { status, body } = await requestToken(google, { grant_type: 'password' });
  expect([status, body['error']]).toEqual([400, 'unsupported_grant_type']);
});

test('a refresh gives a new access token and no refresh token', async () => {
  const first = await connect({ scope: `openid ${eventsScope}` });
  const { status, body } = await refresh(google, first['refresh_token']);
  expect(status).toBe(200);
  expect(body['access_token']).not.toBe(first['access_token']);
  expect(Object.keys(body).sort()).toEqual(['access_token', 'expires_in', 'id_token', 'scope', 'token_type']);
  google.expectNoViolations();
});

test('rotated refresh tokens: each is good for one refresh', async () => {
  google.sandbox.world.settings.rotateRefreshTokens = true;
  const { refresh_token } = await connect();
  const second = (await refresh(google, refresh_token)).body['refresh_token'];
  expect(await refresh(google, refresh_token)).toEqual(dead);
  expect((await refresh(google, second)).status).toBe(200);
});

test('two refreshes for an account at the same time are a violation', async () => {
  const { refresh_token } = await connect();
  await Promise.all([refresh(google, refresh_token), refresh(google, refresh_token)]);
  expect(google.sandbox.violations).toEqual([expect.stringContaining('a second refresh')]);
});

test('two refreshes for two accounts at the same time are none', async () => {
  const { refresh_token } = google.connectUser(anna);
  const other = google.connectUser('ben@example.com');
  await Promise.all([refresh(google, refresh_token), refresh(google, other.refresh_token)]);
  google.expectNoViolations();
});
