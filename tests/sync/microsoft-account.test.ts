import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { demandClaims, endSignIns, withdrawConsent } from '../../sync-service/sandbox/microsoft/controls.ts';
import type { Credentials } from '../../sync-service/src/calendar/provider.ts';
import {
  authorizationUrl,
  exchangeCode,
  missingScopes,
  newCodeVerifier,
  readCallback,
  refreshCredentials,
} from '../../sync-service/src/credentials/oauth.ts';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import type { StoredConnection } from '../../sync-service/src/db/calendar.ts';
import { createDb, type Db } from '../../sync-service/src/db/rpc.ts';
import { createMicrosoftProvider } from '../../sync-service/src/providers/microsoft/provider.ts';
import { openAccount } from '../../sync-service/src/sync/account.ts';
import { useDatabase } from '../support/database.ts';
import { createHost } from '../support/fixtures.ts';
import { usualScopes } from '../support/microsoft-account.ts';
import { type OpenMicrosoftSandbox, openMicrosoftSandbox } from '../support/microsoft-sandbox.ts';
import { createSqlClient } from './sql-client.ts';

const email = 'anna@contoso.example';
const database = useDatabase();
const seal = createSealer([{ kid: 'test', key: new Uint8Array(randomBytes(32)) }]);
let microsoft: OpenMicrosoftSandbox;
let provider: ReturnType<typeof createMicrosoftProvider>;
let db: Db;
let connection: StoredConnection;

beforeEach(async () => {
  microsoft = await openMicrosoftSandbox();
  const webhooks = 'http://127.0.0.1:9/webhooks';
  const webhookAddresses = { notices: `${webhooks}/microsoft-calendar`, lifecycle: `${webhooks}/microsoft-lifecycle` };
  provider = createMicrosoftProvider({ client: microsoft.client, webhookAddresses });
  db = createDb(createSqlClient(database.sql));
});
afterEach(async () => {
  await microsoft.stop();
  microsoft.expectNoViolations();
});

const profile = () => {
  if (provider.oauth === undefined) throw new Error('Microsoft asks for consent');
  return provider.oauth;
};

/** A consent in the browser of an owner who presses one button. */
async function consent(button: 'permit' | 'without' | 'refuse' | 'back', address = email): Promise<Credentials> {
  const [state, codeVerifier] = ['state', newCodeVerifier()];
  const request = new URL(await authorizationUrl(profile(), { state, codeVerifier }));
  const account = microsoft.sandbox.world.addUser(address).oid;
  const response = await fetch(new URL('consent', request), {
    method: 'POST',
    body: new URLSearchParams({ request: request.search.slice(1), answer: button, account }),
    redirect: 'manual',
  });
  const params = new URL(response.headers.get('location') ?? '').searchParams;
  return await exchangeCode(profile(), readCallback(profile(), params, state), codeVerifier, now());
}

const now = () => microsoft.sandbox.world.now();

/** A stored account whose access token has ended. */
async function connect(): Promise<Credentials> {
  const { id: hostId, owner_id: ownerId } = await createHost(database.sql);
  const credentials = microsoft.connectUser(email);
  const of = { owner_id: ownerId as string, provider: 'microsoft', account_key: credentials.subject };
  const secret = await seal.seal(credentials, bindingOf(of));
  const saved = await db.call('save_connection', {
    ...of,
    account_email: email,
    host_id: hostId as string,
    secret,
    calendars: [],
  });
  connection = { ...of, id: saved.connection.id, account_email: email, secret, secret_version: 1 };
  microsoft.sandbox.world.clock.advance(3_600_000);
  return credentials;
}

const open = () => openAccount({ db, seal, now }, provider, connection);
const refreshes = () => microsoft.sandbox.tokens.refreshes;

async function stored(): Promise<Credentials> {
  const found = await db.call('account_secret', {
    owner_id: connection.owner_id,
    provider: connection.provider,
    account_key: connection.account_key,
  });
  connection = { ...connection, secret: found?.sealed ?? '' };
  return (await seal.open(connection.secret, bindingOf(connection))) as Credentials;
}

describe('a consent', () => {
  // microsoft.md 1
  test('is asked for with lasting access, PKCE and a state, and names the account by organisation and object', async () => {
    const url = new URL(await authorizationUrl(profile(), { state: 'st', codeVerifier: newCodeVerifier() }));
    expect(url.pathname).toBe('/common/oauth2/v2.0/authorize');
    expect(url.searchParams.get('scope')?.split(' ')).toContain('offline_access');
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
    expect(url.searchParams.get('state')).toBe('st');
    const credentials = await consent('permit');
    const { tid, oid } = microsoft.sandbox.world.addUser(email);
    expect(credentials['subject']).toBe(`${tid}.${oid}`);
    expect(missingScopes(profile(), credentials)).toEqual([]);
    microsoft.sandbox.world.addUser('eve@outlook.com', { kind: 'personal' });
    const personal = await consent('permit', 'eve@outlook.com');
    expect(personal['subject']).toMatch(/^9188040d-6c67-4c5b-b112-36a304b66dad\./);
  });

  // microsoft.md 1
  test('whose state is not ours gets no token', async () => {
    const params = new URLSearchParams({ code: 'c', state: 'other' });
    expect(() => readCallback(profile(), params, 'state')).toThrow(
      expect.objectContaining({ code: 'invalid_credentials' }),
    );
  });

  // microsoft.md 2
  test('that is refused asks for no token', async () => {
    await expect(consent('refuse')).rejects.toMatchObject({ code: 'forbidden' });
    expect(microsoft.sandbox.tokens.exchanges).toBe(0);
  });

  // microsoft.md 3
  test('without calendars names what is missing, in whatever form the scopes come', async () => {
    microsoft.sandbox.world.settings.longScopes = true;
    expect(missingScopes(profile(), await consent('without'))).toEqual(['Calendars.ReadWrite']);
    expect(missingScopes(profile(), await consent('permit'))).toEqual([]);
  });

  test('that only an administrator can give says so', async () => {
    microsoft.sandbox.world.addUser('carl@fabrikam.example', { consent: 'administrator' });
    await expect(consent('back', 'carl@fabrikam.example')).rejects.toMatchObject({ code: 'admin_consent' });
  });
});

describe('a token that ends', () => {
  // microsoft.md 4
  test('is replaced, and the new refresh token is stored before anybody uses the access token', async () => {
    microsoft.sandbox.world.settings.strictRotation = true;
    const before = await connect();
    const { credentials } = await open();
    expect(await stored()).toEqual(credentials);
    expect(credentials['refresh_token']).not.toBe(before['refresh_token']);
    microsoft.sandbox.world.clock.advance(3_600_000);
    await open();
    expect(refreshes()).toBe(2);
  });

  // microsoft.md 5
  test('is replaced once for all calls of an account', async () => {
    await connect();
    const account = await open();
    await Promise.all([1, 2, 3].map(() => account.renew?.()));
    expect(refreshes()).toBe(1);
  });

  // microsoft.md 6
  test.each([50173, 700082])('for good (AADSTS%i) wants a reconnect, and what is stored stays', async (code) => {
    const before = await connect();
    endSignIns(microsoft.sandbox.world, email, code);
    await expect(open()).rejects.toMatchObject({ code: 'unauthorized', needsReconnect: true, concernsAccount: true });
    expect(await stored()).toEqual(before);
  });

  // microsoft.md 7
  test('because more has to be proven hands the claims on to the next consent', async () => {
    await connect();
    const claims = '{"access_token":{"polids":{"essential":true,"values":["p1"]}}}';
    demandClaims(microsoft.sandbox.world, email, claims);
    await expect(open()).rejects.toMatchObject({ code: 'unauthorized', needsReconnect: true, claims });
    const url = new URL(await authorizationUrl(profile(), { state: 's', codeVerifier: newCodeVerifier(), claims }));
    expect(url.searchParams.get('claims')).toBe(claims);
  });

  test('because the permissions were withdrawn wants them again', async () => {
    await connect();
    withdrawConsent(microsoft.sandbox.world, email);
    await expect(open()).rejects.toMatchObject({ needsReconnect: true, asksConsentAgain: true });
  });

  // microsoft.md 8
  test.each([
    [7000222, false],
    [7000215, true],
  ])('while the secret of this service is not accepted (AADSTS%i) disconnects nobody', async (code, hasChallenge) => {
    microsoft.sandbox.world.settings.challengeClients = hasChallenge;
    await connect();
    microsoft.sandbox.faults.add({ path: /token$/, effect: { kind: 'aadsts', code } });
    await expect(open()).rejects.toMatchObject({ code: 'misconfigured', needsReconnect: false, retryable: true });
    expect((await open()).credentials['access_token']).toBeDefined();
  });

  // microsoft.md 9
  test.each([
    ['503 in HTML', { kind: 'html', status: 503, retryAfter: 120 }],
    ['HTML with 200', { kind: 'html', status: 200 }],
    ['429', { kind: 'html', status: 429, retryAfter: 120 }],
    ['temporarily_unavailable', { kind: 'aadsts', code: 90033 }],
    ['a loop', { kind: 'aadsts', code: 50196 }],
    ['no response', { kind: 'reset', when: 'before' }],
  ] as const)('while the token endpoint has %s stays connected', async (_, effect) => {
    await connect();
    microsoft.sandbox.faults.add({ path: /token$/, effect });
    const after = 'retryAfter' in effect ? { retryAfterMs: 120_000 } : {};
    await expect(open()).rejects.toMatchObject({ needsReconnect: false, retryable: true, ...after });
    microsoft.sandbox.world.clock.advance(600_000);
    expect((await open()).credentials['access_token']).toBeDefined();
  });
});

test('a refresh names the scopes that calls need, so that personal accounts get them all', async () => {
  const credentials = microsoft.connectUser('eve@outlook.com', { account: { kind: 'personal' } });
  await refreshCredentials(profile(), credentials, now());
  const form = microsoft.sandbox.requests.at(-1)?.body as Record<string, string>;
  expect(form['scope']).toBe('offline_access User.Read Calendars.ReadWrite MailboxSettings.Read');
});

test.each(['User.Read', 'MailboxSettings.Read'])(
  'a refresh does not ask for %s if it was not granted: Microsoft would refuse it, and the account would be lost',
  async (left) => {
    const credentials = microsoft.connectUser(email, { scopes: usualScopes.filter((scope) => scope !== left) });
    microsoft.sandbox.world.settings.longScopes = true;
    const once = await refreshCredentials(profile(), credentials, now());
    const twice = await refreshCredentials(profile(), once, now());
    expect(twice['access_token']).not.toBe(credentials.access_token);
    expect(missingScopes(profile(), twice)).toEqual([]);
    const form = microsoft.sandbox.requests.at(-1)?.body as Record<string, string>;
    expect(form['scope']).toMatch(/^offline_access .*Calendars\.ReadWrite/);
    expect(form['scope']).not.toContain(left);
  },
);
