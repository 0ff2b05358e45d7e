import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { CalendarProvider, Credentials } from '../../sync-service/src/calendar/provider.ts';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import type { StoredConnection } from '../../sync-service/src/db/calendar.ts';
import { createDb, type Db } from '../../sync-service/src/db/rpc.ts';
import { type AccountParts, openAccount } from '../../sync-service/src/sync/account.ts';
import { createConsentStub } from '../support/consent-stub.ts';
import { useDatabase } from '../support/database.ts';
import { createHost } from '../support/fixtures.ts';
import { startOAuthStandIn, type TokenFault } from '../support/oauth-stand-in.ts';
import { full } from '../support/scale.ts';
import { stubDb } from '../support/stub-db.ts';
import { createSqlClient } from './sql-client.ts';

const standIn = await startOAuthStandIn();
const provider = createConsentStub(standIn);
const database = useDatabase();
const sealer = createSealer([{ kid: 'test', key: new Uint8Array(randomBytes(32)) }]);
const other = createSealer([{ kid: 'test', key: new Uint8Array(randomBytes(32)) }]);
let db: Db;
let connection: StoredConnection;
let now: Date;

beforeEach(async () => {
  standIn.reset();
  db = createDb(createSqlClient(database.sql));
  now = new Date();
});
afterAll(() => standIn.stop());

/** A connection whose token lives for this long from now. */
async function connect(lifeSeconds: number, changes: Credentials = {}): Promise<Credentials> {
  const { id: hostId, owner_id: ownerId } = await createHost(database.sql);
  const credentials = { ...standIn.grant(lifeSeconds, now), ...changes };
  const of = { owner_id: ownerId as string, provider: 'google', account_key: randomUUID() };
  const secret = await sealer.seal(credentials, bindingOf(of));
  const saved = await db.call('save_connection', {
    owner_id: of.owner_id,
    provider: of.provider,
    account_key: of.account_key,
    account_email: credentials['email'] ?? null,
    host_id: hostId as string,
    secret,
    calendars: [],
  });
  const { id } = saved.connection;
  connection = { ...of, id, account_email: credentials['email'] ?? null, secret, secret_version: 1 };
  return credentials;
}

const open = (changes: Partial<AccountParts> = {}, of: CalendarProvider = provider) =>
  openAccount({ db, seal: sealer, now: () => now, ...changes }, of, connection);

const findSecret = () =>
  db.call('account_secret', {
    owner_id: connection.owner_id,
    provider: connection.provider,
    account_key: connection.account_key,
  });

const replaceSecret = async (credentials: Credentials) =>
  db.call('replace_secret', {
    connection_id: connection.id,
    expected_sealed: connection.secret,
    sealed: await sealer.seal(credentials, bindingOf(connection)),
  });

async function stored(): Promise<Credentials> {
  const found = await findSecret();
  return (await sealer.open(found?.sealed ?? '', bindingOf(connection))) as Credentials;
}

describe('Opening an account', () => {
  test('with a token that is good for more than five minutes asks nobody', async () => {
    const credentials = await connect(301);
    expect((await open()).credentials).toEqual(credentials);
    expect(standIn.calls).toEqual([]);
  });

  // google.md 5
  test('with a token that is about to end gets and stores a new one, and keeps the refresh token', async () => {
    const before = await connect(299);
    const { credentials, selfAddresses } = await open();
    expect(credentials).toEqual({
      ...before,
      access_token: expect.stringMatching(/^ya29\./),
      expires_at: new Date(now.getTime() + 3599_000).toISOString(),
    });
    expect(credentials['access_token']).not.toBe(before['access_token']);
    expect(await stored()).toEqual(credentials);
    expect(selfAddresses).toEqual(['ann@example.com']);
  });

  test("tells the owner's addresses, that of the account first and each once", async () => {
    await connect(301);
    connection = { ...connection, owner_addresses: ['aaa@example.com', 'ann@example.com'] };
    expect((await open()).selfAddresses).toEqual(['ann@example.com', 'aaa@example.com']);
  });

  // google.md 6
  test('stores a refresh token that is new, and uses that one next', async () => {
    const before = await connect(0);
    standIn.rotates = true;
    const first = (await open()).credentials['refresh_token'];
    expect(first).not.toBe(before['refresh_token']);
    connection = { ...connection, secret: (await findSecret())?.sealed ?? '' };
    now = new Date(now.getTime() + 3600_000);
    await open();
    expect(standIn.calls.map(({ form }) => form.get('refresh_token'))).toEqual([before['refresh_token'], first]);
  });

  test('does not use a token that could not be stored', async () => {
    await connect(0);
    const failing = stubDb({ replace_secret: () => Promise.reject(new Error('the database is away')) }, db);
    await expect(open({ db: failing })).rejects.toThrow('the database is away');
  });

  test('takes what somebody else has stored meanwhile', async () => {
    await connect(0);
    const theirs = standIn.grant(3600, now);
    await replaceSecret(theirs);
    expect((await open()).credentials).toEqual(theirs);
    expect(await stored()).toEqual(theirs);
  });

  test('stores the new token also if the old one was only sealed anew meanwhile', async () => {
    const before = await connect(0);
    await replaceSecret(before);
    const { credentials } = await open();
    expect(credentials['access_token']).not.toBe(before['access_token']);
    expect(await stored()).toEqual(credentials);
  });

  test('that was left meanwhile fails, and stores nothing', async () => {
    await connect(0);
    await db.call('disconnect_connection', {
      connection_id: connection.id,
      owner_id: connection.owner_id,
      pushed_events: 'keep',
    });
    await expect(open()).rejects.toMatchObject({ name: 'ProviderError', code: 'gone' });
    expect(await findSecret()).toBeNull();
  });

  test('that has no refresh token needs a reconnect', async () => {
    await connect(0, { refresh_token: '' });
    await expect(open()).rejects.toMatchObject({ code: 'unauthorized', needsReconnect: true });
  });

  test('whose credentials belong to another key is not opened', async () => {
    await connect(3600);
    await expect(open({ seal: other })).rejects.toMatchObject({ name: 'SealError' });
  });

  test('without consent has nothing to renew', async () => {
    await connect(0);
    const { oauth: _oauth, ...plain } = provider;
    expect((await open({}, plain)).renew).toBeUndefined();
    expect(standIn.calls).toEqual([]);
  });
});

describe('Renewing a token that was refused before its time', () => {
  // google.md 11
  test('sends one refresh, however many calls were refused', async () => {
    const before = await connect(3600);
    const account = await open();
    const renewed = await Promise.all([1, 2, 3, 4, 5].map(() => account.renew?.()));
    expect(new Set(renewed.map((one) => one?.['access_token'])).size).toBe(1);
    expect(renewed[0]?.['access_token']).not.toBe(before['access_token']);
    expect(account.credentials).toEqual(renewed[0]);
    expect(await stored()).toEqual(renewed[0]);
    // A call that was under way meanwhile and is refused only now.
    expect(await account.renew?.()).toEqual(renewed[0]);
    expect(standIn.count('refresh_token')).toBe(1);
  });

  test('is possible again later', async () => {
    await connect(3600);
    const account = await open();
    const first = await account.renew?.();
    now = new Date(now.getTime() + 120_000);
    expect(await account.renew?.()).not.toEqual(first);
  });

  test('is not tried again at once if it failed, whatever else the job asks for, but later', async () => {
    await connect(3600);
    const account = await open();
    standIn.fault = { status: 503, body: '' };
    for (let calls = 0; calls < 3; calls += 1) {
      await expect(account.renew?.()).rejects.toMatchObject({ code: 'unreachable', concernsAccount: true });
    }
    expect(standIn.count('refresh_token')).toBe(1);
    standIn.fault = null;
    now = new Date(now.getTime() + 61_000);
    expect(await account.renew?.()).toEqual(await stored());
  });
});

describe('A refresh that fails', () => {
  const json = (status: number, body: object): TokenFault => ({ status, body: JSON.stringify(body) });

  // google.md 8
  test.each([
    ['invalid_grant', { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' }],
    ['invalid_rapt', { error: 'invalid_grant', error_subtype: 'invalid_rapt' }],
  ])('with %s needs a reconnect and no other try', async (_name, body) => {
    await connect(0);
    standIn.fault = json(400, body);
    await expect(open()).rejects.toMatchObject({ code: 'unauthorized', needsReconnect: true, retryable: false });
  });

  // google.md 9
  test.each<[string, TokenFault]>([
    ['misconfigured', json(401, { error: 'invalid_client', error_description: 'Unauthorized' })],
    ['misconfigured', json(401, { error: 'deleted_client' })],
    ['misconfigured', json(400, { error: 'unauthorized_client' })],
    ['unreachable', json(500, { error: 'internal_failure' })],
    ['unreachable', json(503, { error: 'invalid_grant' })],
    ['unreachable', { status: 502, body: '<html>Bad gateway</html>', type: 'text/html' }],
    ['unreachable', { status: 200, body: '<html>Sign in to this network</html>', type: 'text/html' }],
    ['unreachable', { status: 302, body: '', headers: { location: 'https://login.example.com/' } }],
    ['unreachable', json(200, { access_token: 'ya29.no-type', refresh_token: '1//no-type' })],
    ['unreachable', 'truncated'],
    ['unreachable', 'cut'],
    ['rate_limited', { status: 429, body: '{}', headers: { 'retry-after': '30' } }],
  ])('as %s is tried again and blames no account: %j', async (code, fault) => {
    const credentials = await connect(0);
    standIn.fault = fault;
    const error = await open().then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: 'ProviderError', code, retryable: true, needsReconnect: false });
    // google.md 13
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/ya29|1\/\/|secret-of|127\.0\.0\.1/);
    expect(error).not.toHaveProperty('cause');
    expect(await stored()).toEqual(credentials);
    standIn.fault = null;
    expect((await open()).credentials['access_token']).not.toBe(credentials['access_token']);
  });

  test.each([429, 500, 503])('with %i hands on for how long the provider asks us to wait', async (status) => {
    await connect(0);
    standIn.fault = { status, body: '{}', headers: { 'retry-after': new Date(Date.now() + 600_000).toUTCString() } };
    const error = await open().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ retryable: true, retryAfterMs: expect.closeTo(600_000, -4) });
  });

  // Waits for the ten seconds that a provider has.
  test.runIf(full)('because nothing answers is tried again', { timeout: 30_000 }, async () => {
    await connect(0);
    standIn.fault = 'hang';
    await expect(open()).rejects.toMatchObject({ code: 'timeout', retryable: true, needsReconnect: false });
  });
});
