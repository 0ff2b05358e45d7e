import { describe, expect, test } from 'vitest';
import type { OAuthRefusal } from '../../../sync-service/src/calendar/oauth.ts';
import { ProviderError } from '../../../sync-service/src/calendar/provider-error.ts';
import { microsoftProfile } from '../../../sync-service/src/providers/microsoft/profile.ts';

const client = {
  clientId: 'c',
  clientSecret: 's',
  redirectUri: 'https://openslot.example/callback',
  tenant: 'common',
  baseUrl: null,
};
const tid = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const oid = '6731de76-14a6-49ae-97bc-6eba6914391e';
const profile = microsoftProfile(client);

function refusal(body: OAuthRefusal['body'], from: OAuthRefusal['from'] = 'token'): ProviderError | undefined {
  return profile.readRefusal?.({ from, status: from === 'token' ? 400 : 0, body });
}

describe('the request for consent', () => {
  // microsoft.md 1
  test('goes to the tenant, and asks for lasting access and the least that is needed', () => {
    expect(profile).toMatchObject({
      issuer: 'https://login.microsoftonline.com/{tid}/v2.0',
      authorizationEndpoint: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
      tokenEndpoint: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
      revocationEndpoint: null,
      scopes: [
        'openid',
        'profile',
        'email',
        'offline_access',
        'User.Read',
        'Calendars.ReadWrite',
        'MailboxSettings.Read',
      ],
      requiredScopes: ['Calendars.ReadWrite'],
      authorizationParameters: { response_mode: 'query' },
      allowHttp: false,
      refreshesAtOnce: true,
    });
  });

  test('asks for no ID token when a token is renewed, and for all that calls need', () => {
    expect(profile.scopesOnRefresh).toEqual([
      'offline_access',
      'User.Read',
      'Calendars.ReadWrite',
      'MailboxSettings.Read',
    ]);
  });

  test('of a stand-in goes to its address, which may have a path', () => {
    const standIn = microsoftProfile({ ...client, baseUrl: 'http://127.0.0.1:3000/sandbox/microsoft/' });
    expect(standIn).toMatchObject({
      issuer: 'https://login.microsoftonline.com/{tid}/v2.0',
      authorizationEndpoint: 'http://127.0.0.1:3000/sandbox/microsoft/common/oauth2/v2.0/authorize',
      tokenEndpoint: 'http://127.0.0.1:3000/sandbox/microsoft/common/oauth2/v2.0/token',
      allowHttp: true,
    });
  });

  test('of an administrator names no tenant but the only one there can be', () => {
    const address = (tenant: string) => new URL(microsoftProfile({ ...client, tenant }).adminConsentUrl?.('st') ?? '');
    expect(address('common').href).toMatch(
      /^https:\/\/login\.microsoftonline\.com\/organizations\/v2\.0\/adminconsent\?/,
    );
    expect(address(tid).pathname).toBe(`/${tid}/v2.0/adminconsent`);
    expect(Object.fromEntries(address('common').searchParams)).toEqual({
      client_id: 'c',
      scope: 'offline_access User.Read Calendars.ReadWrite MailboxSettings.Read',
      redirect_uri: client.redirectUri,
      state: 'st',
    });
  });
});

describe('whose account it is', () => {
  test('is said by tenant and object, which outlive a new client id, and never by an address', () => {
    const claims = { tid: tid.toUpperCase(), oid, sub: 'pairwise', email: 'someone@example.com' };
    expect(profile.subjectOf?.(claims)).toBe(`${tid}.${oid}`);
  });

  test.each([{}, { tid }, { oid }, { tid: 'common', oid }, { tid, oid: 'someone@example.com' }])(
    'is not known from %j',
    (claims) => {
      expect(() => profile.subjectOf?.(claims)).toThrow(expect.objectContaining({ code: 'invalid_credentials' }));
    },
  );

  test('has to be of the only organisation that is accepted', () => {
    const single = microsoftProfile({ ...client, tenant: tid.toUpperCase() });
    expect(single.issuer).toBe(`https://login.microsoftonline.com/${tid}/v2.0`);
    expect(single.subjectOf?.({ tid, oid })).toBe(`${tid}.${oid}`);
    expect(() => single.subjectOf?.({ tid: oid, oid })).toThrow(expect.objectContaining({ code: 'forbidden' }));
    const personal = microsoftProfile({ ...client, tenant: 'consumers' });
    expect(() => personal.subjectOf?.({ tid, oid })).toThrow(ProviderError);
  });
});

// microsoft.md 3
test.each([
  ['https://graph.microsoft.com/Calendars.ReadWrite', 'Calendars.ReadWrite', true],
  ['calendars.readwrite', 'Calendars.ReadWrite', true],
  ['Calendars.ReadWrite.Shared', 'Calendars.ReadWrite', false],
  ['Calendars.Read', 'Calendars.ReadWrite', false],
])('the granted scope %s is as good as %s: %s', (granted, wanted, isSame) => {
  expect(profile.isSameScope?.(granted, wanted)).toBe(isSame);
});

describe('a refusal of the token endpoint', () => {
  // microsoft.md 6
  test.each([[50173], [700082], [70000], [70008], [70043], [50057]])(
    'with invalid_grant %i means what RFC 6749 says: reconnect',
    (code) => {
      expect(refusal({ error: 'invalid_grant', error_codes: [code] })).toBeUndefined();
    },
  );

  // microsoft.md 7
  test('that wants claims hands them on to the next consent', () => {
    const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
    for (const error of ['interaction_required', 'invalid_grant']) {
      expect(refusal({ error, error_codes: [50076], claims })).toMatchObject({
        code: 'unauthorized',
        needsReconnect: true,
        claims,
      });
    }
  });

  test.each([
    [{ error: 'interaction_required' }],
    [{ error: 'invalid_grant', suberror: 'basic_action' }],
    [{ error: 'invalid_grant', error_codes: [53003] }],
    [{ error: 'invalid_grant', error_description: 'AADSTS50158: External security challenge not satisfied.' }],
  ])('that wants more proof asks for a reconnect: %j', (body) => {
    expect(refusal(body)).toMatchObject({ code: 'unauthorized', needsReconnect: true, retryable: false });
  });

  test.each([
    [{ error: 'consent_required' }],
    [{ error: 'invalid_grant', error_codes: [65001] }],
    [{ error: 'invalid_grant', suberror: 'consent_required' }],
  ])('because consent is missing asks for it again: %j', (body) => {
    expect(refusal(body)).toMatchObject({ code: 'unauthorized', needsReconnect: true, asksConsentAgain: true });
  });

  // microsoft.md 8
  test.each([
    ['invalid_client', 7000222],
    ['invalid_client', 7000215],
    ['unauthorized_client', 700016],
    ['invalid_request', 900144],
    ['invalid_scope', 70011],
    ['invalid_resource', 500011],
    ['unsupported_grant_type', 70003],
  ])('of this service (%s, %i) blames no account', (error, code) => {
    expect(refusal({ error, error_codes: [code] })).toMatchObject({
      code: 'misconfigured',
      needsReconnect: false,
      retryable: true,
    });
  });

  // microsoft.md 9
  test.each([
    [{ error: 'temporarily_unavailable' }],
    [{ error: 'server_error' }],
    [{ error: 'invalid_grant', error_codes: [50196] }],
    [{ error: 'invalid_request', error_codes: [90033] }],
    [{ error: 'invalid_grant', error_codes: [90055] }],
  ])('that passes by itself leaves the account connected: %j', (body) => {
    expect(refusal(body)).toMatchObject({ code: 'unreachable', needsReconnect: false, retryable: true });
  });
});

describe('a refusal at the consent page', () => {
  test.each([90093, 90094, 90095])('with AADSTS%i needs an administrator', (code) => {
    for (const error of ['consent_required', 'access_denied']) {
      const body = { error, error_description: `AADSTS${code}: Grant requires admin permission.` };
      expect(refusal(body, 'consent')).toMatchObject({ code: 'admin_consent', needsReconnect: false });
    }
  });

  // microsoft.md 2
  test('by the owner is their no', () => {
    const body = { error: 'access_denied', error_description: 'AADSTS65004: User declined to consent.' };
    expect(refusal(body, 'consent')).toBeUndefined();
  });
});
