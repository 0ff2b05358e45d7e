import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OAuthProfile, OAuthRefusal } from '../../sync-service/src/calendar/oauth.ts';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { resultOf, useConsent } from './oauth-scene.ts';
import { send } from './scene.ts';

const owner = await useConsent();
const { standIn, stack } = owner;
const usual = { ...standIn.profile };
// Before the service starts, as adapters have it.
standIn.profile.adminConsentUrl = (state) => `https://login.example.com/adminconsent?client_id=c&state=${state}`;

/** What the profile of the provider adds to the rules of RFC 6749. */
const adapt = (hooks: Partial<OAuthProfile>) => Object.assign(standIn.profile, hooks);
beforeEach(() => {
  adapt({ authorizationParameters: { access_type: 'offline' } });
});
afterEach(() => {
  const { adminConsentUrl } = standIn.profile;
  for (const name of Object.keys(standIn.profile)) Reflect.deleteProperty(standIn.profile, name);
  Object.assign(standIn.profile, usual, { adminConsentUrl });
});

const wants = async (body?: object) => Object.fromEntries(new URL(await owner.consentUrl(body)).searchParams);
/** The refreshes so far, of whichever account. */
const refreshes = () =>
  standIn.calls.map(({ form }) => form).filter((form) => form.get('grant_type') === 'refresh_token');
const status = async () => (await owner.listed())[0].status;

/** The token endpoint refuses the next refresh with this, and the account is read. */
async function beRefused(options: ConstructorParameters<typeof ProviderError>[2]): Promise<void> {
  adapt({
    readRefusal: () => new ProviderError('unauthorized', 'Sign in again.', { needsReconnect: true, ...options }),
  });
  standIn.accessTokens.clear();
  standIn.refreshTokens.clear();
  await owner.readNow();
  await expect.poll(status, { timeout: 10_000 }).toBe('needs_reconnect');
}

describe('An account whose provider wants something proven', () => {
  const claims = '{"access_token":{"capolids":{"essential":true,"values":["id-1"]}}}';

  // microsoft.md 7
  test('is asked for that at the next consent, and at no later one', async () => {
    await owner.connect();
    expect(await wants()).not.toHaveProperty('claims');
    await beRefused({ claims });
    expect(await wants()).toMatchObject({ claims });
    expect(resultOf(await owner.arrive(standIn.permit(await owner.consentUrl())))).toBe('connected');
    expect(await wants()).not.toHaveProperty('claims');
  });

  test('is suggested when it is connected again by its name; others are asked for nothing', async () => {
    await owner.connect();
    await beRefused({ claims });
    await owner.connect({ subject: 'other', email: 'bea@example.com' });
    const [lost, other] = await owner.listed();
    expect(await wants({ connection_id: lost.id })).toMatchObject({ claims, login_hint: 'ann@example.com' });
    const plain = await wants({ connection_id: other.id });
    expect(plain).toMatchObject({ login_hint: 'bea@example.com' });
    expect(plain).not.toHaveProperty('claims');
  });

  test('by the name of a connection that is not theirs is not found', async () => {
    const response = await owner.begin({ connection_id: crypto.randomUUID() });
    expect(response.status).toBe(404);
    expect((await owner.begin({ connection_id: 'x' })).status).toBe(422);
  });

  test.each([
    ['no JSON', 'claims'],
    ['nothing that can be asked for', '{"access_token":"x","other":{"a":null}}'],
    ['more than 4 kB', JSON.stringify({ access_token: { a: { value: 'x'.repeat(4096) } } })],
  ])('is asked for nothing if that is %s', async (_what, text) => {
    await owner.connect();
    await beRefused({ claims: text });
    expect(await wants()).not.toHaveProperty('claims');
  });

  test('is asked for nothing else that came with it', async () => {
    await owner.connect();
    await beRefused({
      claims: '{"id_token":{"acr":{"value":"c1","x":1},"bad name":null},"redirect_uri":"https://evil.example"}',
    });
    expect(await wants()).toMatchObject({ claims: '{"id_token":{"acr":{"value":"c1"}}}' });
  });

  test('does not tell anybody else of it', async () => {
    await owner.connect();
    await beRefused({ claims });
    expect(JSON.stringify(await owner.listed())).not.toContain('capolids');
    expect(stack.logs.join('\n')).not.toContain('capolids');
  });
});

test('An account whose permission was withdrawn is asked for it again, once', async () => {
  await owner.connect();
  await beRefused({ asksConsentAgain: true });
  expect(await wants()).toMatchObject({ prompt: 'consent' });
  await owner.connect();
  expect(await wants()).not.toHaveProperty('prompt');
});

describe('An account that an administrator has to permit first', () => {
  const refuse = ({ body }: OAuthRefusal) =>
    String(body['error_description']).includes('AADSTS90094')
      ? new ProviderError('admin_consent', 'Ask your administrator.')
      : undefined;
  const description = encodeURIComponent('AADSTS90094: The grant requires admin permission.');

  test('is not connected, and says so', async () => {
    adapt({ readRefusal: refuse });
    const state = new URL(await owner.consentUrl()).searchParams.get('state');
    const back = `?error=access_denied&error_description=${description}&state=${state}`;
    expect(resultOf(await owner.arrive(back))).toBe('admin_consent');
    expect(standIn.count('authorization_code')).toBe(0);
    expect(await owner.listed()).toEqual([]);
  });

  test('is not connected either if only the token endpoint says so', async () => {
    adapt({ readRefusal: refuse });
    const back = standIn.permit(await owner.consentUrl());
    standIn.fault = { status: 400, body: '{"error":"invalid_grant","error_description":"AADSTS90094: No."}' };
    expect(resultOf(await owner.arrive(back))).toBe('admin_consent');
    expect(await owner.listed()).toEqual([]);
  });

  test('has a link for that administrator on its page', async () => {
    const { body } = await send(stack.url, 'GET', '/admin/config.json');
    expect(body.adminConsentUrls).toEqual({
      google: 'https://login.example.com/adminconsent?client_id=c&state=admin_consent',
    });
  });

  // The administrator is somebody else, in another browser.
  test.each([
    [
      'has permitted it',
      '?admin_consent=True&tenant=11111111-1111-4111-8111-111111111111&state=admin_consent',
      'admin_consent_given',
    ],
    [
      'has not, whatever else is said',
      '?error=access_denied&admin_consent=True&tenant=x&state=admin_consent',
      'denied',
    ],
    ['says nothing of the kind', '?admin_consent=maybe', 'denied'],
  ])('comes back from the administrator who %s: nothing is stored and nobody asked', async (_who, query, result) => {
    expect(resultOf(await owner.arrive(query, { cookie: '' }))).toBe(result);
    // Accounts of other tests renew their tokens meanwhile.
    expect(standIn.calls.filter(({ form }) => form.get('grant_type') !== 'refresh_token')).toEqual([]);
    expect(await owner.listed()).toEqual([]);
  });

  test('is no way around the state where administrators permit nothing', async () => {
    const { adminConsentUrl } = standIn.profile;
    delete standIn.profile.adminConsentUrl;
    expect(resultOf(await owner.arrive('?admin_consent=True', { cookie: '' }))).toBe('expired');
    adapt({ ...(adminConsentUrl && { adminConsentUrl }) });
  });
});

describe('What a profile says of its provider', () => {
  const tid = '11111111-2222-4333-8444-555555555555';
  const issuer = 'https://login.example.com/{tid}/v2.0';

  test('is who an account is, though its subject changes with the client', async () => {
    adapt({ subjectOf: ({ tid: tenant, oid }) => `${tenant}.${oid}` });
    await owner.connect({ subject: 'pairwise-1', claims: { tid, oid: 'o1' } });
    await owner.connect({ subject: 'pairwise-2', claims: { tid, oid: 'o1' } });
    expect(await owner.listed()).toHaveLength(1);
    await owner.connect({ subject: 'pairwise-1', email: 'bea@example.com', claims: { tid, oid: 'o2' } });
    expect(await owner.listed()).toHaveLength(2);
  });

  test('is that a tenant is not accepted', async () => {
    adapt({
      subjectOf: () => {
        throw new ProviderError('forbidden', 'Accounts of this organisation are not accepted.');
      },
    });
    expect(await owner.connect()).toBe('denied');
    expect(await owner.listed()).toEqual([]);
  });

  test('is an issuer for each tenant, which has to be an id', async () => {
    adapt({ issuer });
    const of = (tenant: string) => issuer.replace('{tid}', tenant);
    expect(await owner.connect({ issuer: of(tid), claims: { tid } })).toBe('connected');
    expect(await owner.connect({ issuer: of('9188040d-6c67-4c5b-b112-36a304b66dad'), claims: { tid } })).toBe('failed');
    expect(await owner.connect({ issuer: of('../evil'), claims: { tid: '../evil' } })).toBe('expired');
    expect(await owner.connect({ issuer, claims: {} })).toBe('failed');
    expect(await owner.connect({ issuer, claims: { tid: '{tid}' } })).toBe('failed');
    // As nothing would be, if what is no id were left out.
    expect(await owner.connect({ issuer: of(''), isIssuerNamed: false, claims: {} })).toBe('failed');
    expect(await owner.connect({ issuer: of(''), isIssuerNamed: false, claims: { tid: '../evil' } })).toBe('failed');
  });

  test('is which scopes are the same', async () => {
    const scope = standIn.profile.scopes.map((name) => name.toUpperCase()).join(' ');
    expect(await owner.connect({ scope })).toBe('missing_scope');
    adapt({ isSameScope: (granted, wanted) => granted.toLowerCase() === wanted.toLowerCase() });
    expect(await owner.connect({ scope })).toBe('connected');
  });

  test('is which of the granted scopes are named when a token is renewed', async () => {
    await owner.connect();
    const [, granted = ''] = standIn.profile.scopes;
    adapt({ scopesOnRefresh: ['offline_access', granted, 'not.granted'] });
    standIn.accessTokens.clear();
    await owner.readNow();
    // Accounts of other tests renew theirs, too.
    const renewed = () => refreshes().map((form) => form.get('scope'));
    await expect.poll(renewed, { timeout: 10_000 }).toContain(`offline_access ${granted}`);
  });

  test('is that a refresh is tried at once, so that a client that cannot renew connects nothing', async () => {
    adapt({ refreshesAtOnce: true });
    expect(await owner.connect()).toBe('connected');
    expect(refreshes().map((form) => form.get('refresh_token'))).toContain([...standIn.refreshTokens.keys()][0]);
    const [{ id }] = await owner.listed();
    await send(stack.url, 'DELETE', `/calendar/connections/${id}`, { token: owner.user().accessToken });

    const back = standIn.permit(await owner.consentUrl());
    adapt({ readRefusal: ({ from }) => (from === 'token' ? new ProviderError('misconfigured', 'No.') : undefined) });
    standIn.failsRefreshes = true;
    expect(resultOf(await owner.arrive(back))).toBe('misconfigured');
    standIn.failsRefreshes = false;
    expect((await owner.listed()).filter(({ status: one }: { status: string }) => one !== 'disconnected')).toEqual([]);
  });
});
