import { describe, expect, test } from 'vitest';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { resultOf, useConsent } from './oauth-scene.ts';

const owner = await useConsent();
const { standIn, google } = owner;

describe('Coming back without an account that could be read', () => {
  // google.md 3
  test('because access was denied stores nothing and says so', async () => {
    const state = new URL(await owner.consentUrl()).searchParams.get('state');
    expect(resultOf(await owner.arrive(`?error=access_denied&state=${state}`))).toBe('denied');
    expect(standIn.count('authorization_code')).toBe(0);
    expect(await owner.listed()).toEqual([]);
  });

  // google.md 4
  test('because no refresh token came leads to consent once more, and then connects', async () => {
    const next = await owner.connect({ shown: false });
    const url = new URL(next);
    expect(`${url.origin}${url.pathname}`).toBe(standIn.profile.authorizationEndpoint);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      prompt: 'consent',
      access_type: 'offline',
      login_hint: 'ann@example.com',
    });
    expect(await owner.listed()).toEqual([]);
    expect(resultOf(await owner.arrive(standIn.permit(next)))).toBe('connected');
  });

  // google.md 4
  test('because no refresh token came the second time either is not connected', async () => {
    const next = await owner.connect({ shown: false });
    expect(resultOf(await owner.arrive(standIn.permit(next, { shown: false })))).toBe('no_refresh_token');
    expect(await owner.listed()).toEqual([]);
  });

  // google.md 5
  test('because no refresh token came keeps the one that is stored', async () => {
    await owner.connect();
    expect(await owner.connect({ shown: false })).toBe('connected');
    expect(await owner.listed()).toMatchObject([{ status: 'active' }]);
    standIn.accessTokens.clear();
    const reads = google.reads;
    await owner.readNow();
    await expect.poll(() => google.reads, { timeout: 10_000 }).toBeGreaterThan(reads);
  });

  test('does not trust a stored refresh token that the provider has refused', async () => {
    await owner.connect();
    standIn.accessTokens.clear();
    standIn.refreshTokens.clear();
    await owner.readNow();
    const status = async () => (await owner.listed())[0].status;
    await expect.poll(status, { timeout: 10_000 }).toBe('needs_reconnect');
    expect(await owner.connect({ shown: false })).toContain(standIn.profile.authorizationEndpoint);
  });

  // google.md 7
  test('because permissions were left out is not connected', async () => {
    const [, , , list] = standIn.profile.scopes;
    expect(await owner.connect({ scope: `openid email ${list}` })).toBe('missing_scope');
    expect(await owner.listed()).toEqual([]);
  });

  test.each([
    ['misconfigured', { status: 401, body: '{"error":"invalid_client"}' }],
    ['misconfigured', { status: 400, body: '{"error":"redirect_uri_mismatch"}' }],
    ['expired', { status: 400, body: '{"error":"invalid_grant","error_description":"Bad Request"}' }],
    ['failed', { status: 503, body: '{"error":"internal_failure"}' }],
    ['failed', { status: 200, body: '<html>Sign in</html>', type: 'text/html' }],
    ['failed', 'truncated' as const],
    ['failed', 'cut' as const],
  ])('because the exchange is %s stores nothing: %j', async (result, fault) => {
    const back = standIn.permit(await owner.consentUrl());
    standIn.fault = fault;
    expect(resultOf(await owner.arrive(back))).toBe(result);
    expect(await owner.listed()).toEqual([]);
  });

  test('because its calendars cannot be listed stores nothing', async () => {
    google.failure = new ProviderError('forbidden', 'No calendars for you.');
    expect(await owner.connect()).toBe('failed');
    expect(await owner.listed()).toEqual([]);
  });

  test('because the account has no calendar says so, and stores nothing', async () => {
    google.failure = new ProviderError('no_calendar', 'This account has no calendar.', { needsReconnect: true });
    expect(await owner.connect()).toBe('no_calendar');
    expect(await owner.listed()).toEqual([]);
  });
});
