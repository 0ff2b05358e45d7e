import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { TokenKey } from '../../sync-service/src/config.ts';
import { rotateSecrets } from '../../sync-service/src/credentials/rotate.ts';
import { bindingOf, createSealer, keyIdOf } from '../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { type Received, startReceiver, verify } from '../http/webhook-receiver.ts';
import { createAccountStub } from '../support/account-stub.ts';
import { createHost } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { stubDb } from '../support/stub-db.ts';
import { settle } from './feed-scene.ts';

const source = createAccountStub('caldav');
const stack = useStack({ providers: [source] });
const newKey = (): TokenKey => ({ kid: `n-${randomUUID().slice(0, 8)}`, key: new Uint8Array(randomBytes(32)) });
const nothing = { total: 0, current: 0, resealed: 0, overtaken: 0, unreadable: 0 };
let accounts: { id: string; calendarId: string; username: string }[];

/** Accounts of one owner, read once; older ones are gone. */
async function connectAccounts(count: number): Promise<typeof accounts> {
  await stack.sql.query('delete from public.calendar_connections');
  const owner = await stack.signUp(`owner-${randomUUID()}@example.com`);
  await createHost(stack.sql, { owner_id: owner.id });
  const connected = [];
  for (let i = 0; i < count; i++) {
    const username = `user-${i}`;
    const response = await fetch(`${stack.url}/calendar/connections/caldav`, {
      method: 'POST',
      headers: { authorization: `Bearer ${owner.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url: 'https://dav.example.com/', username, password: source.password }),
    });
    expect(response.status).toBe(201);
    const { connection } = (await response.json()) as { connection: { id: string; calendars: { id: string }[] } };
    connected.push({ id: connection.id, calendarId: connection.calendars[0]?.id ?? '', username });
  }
  for (const { calendarId } of connected) await settle(stack.sql, calendarId);
  return connected;
}

/** Puts a key in front of the service's and restarts it. */
async function addKey(): Promise<TokenKey> {
  const key = newKey();
  stack.config.tokenKeys = [key, ...stack.config.tokenKeys];
  await stack.restart();
  return key;
}

const db = () => createDb(stack.client('secret'));
const rotate = () => rotateSecrets(db(), stack.config.tokenKeys);

async function secrets(): Promise<{ connection_id: string; sealed: string }[]> {
  return (await stack.sql.query('select connection_id, sealed from private.connection_secrets order by connection_id'))
    .rows;
}

async function pull({ id, calendarId }: { id: string; calendarId: string }): Promise<void> {
  await stack.sql.query('select private.enqueue_pull($1, $2)', [calendarId, id]);
  await settle(stack.sql, calendarId);
}

async function statuses(): Promise<string[]> {
  return (await stack.sql.query('select distinct sync_status from public.calendars')).rows.map(
    (row) => row.sync_status,
  );
}

beforeEach(async () => {
  accounts = await connectAccounts(3);
});

describe('Changing keys', () => {
  it('seals with the first key what was sealed with another one, and leaves the rest', async () => {
    const key = await addKey();
    expect(await rotate()).toEqual({ ...nothing, total: 3, resealed: 3 });
    const after = await secrets();
    expect(after.map(({ sealed }) => keyIdOf(sealed))).toEqual([key.kid, key.kid, key.kid]);
    expect(await rotate()).toEqual({ ...nothing, total: 3, current: 3 });
    expect(await secrets()).toEqual(after);
  });

  it('makes the old keys superfluous: without them everything is read as before', async () => {
    const key = await addKey();
    await rotate();
    stack.config.tokenKeys = [key];
    await stack.restart();
    source.seen = [];
    for (const account of accounts) await pull(account);
    expect(new Set(source.seen.map(({ username }) => username))).toEqual(new Set(['user-0', 'user-1', 'user-2']));
    expect(await statuses()).toEqual(['synced']);
  });

  it('covers the secrets of webhooks, also one that was rotated: without the old keys both still sign', async () => {
    const owner = await stack.signUp(`owner-${randomUUID()}@example.com`);
    await createHost(stack.sql, { owner_id: owner.id });
    const receiver = await startReceiver();
    const post = async (path: string, body?: unknown) => {
      const response = await fetch(`${stack.url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${owner.accessToken}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return (await response.json()) as { webhook_endpoint: { id: string }; secret: string };
    };
    const created = await post('/webhook-endpoints', { url: receiver.url });
    const rotated = await post(`/webhook-endpoints/${created.webhook_endpoint.id}/rotate`);
    const key = await addKey();
    expect(await rotate()).toEqual({ ...nothing, total: 5, resealed: 5 });
    expect(await rotate()).toEqual({ ...nothing, total: 5, current: 5 });
    stack.config.tokenKeys = [key];
    await stack.restart();
    await stack.sql.query(`select private.add_webhook_event($1, 'booking.moved', '{}')`, [owner.id]);
    await expect.poll(() => receiver.received.length, { timeout: 15_000 }).toBe(1);
    for (const { secret } of [created, rotated]) verify(secret, receiver.received[0] as Received);
    await receiver.stop();
    await stack.sql.query('delete from public.webhook_endpoints');
  });

  it('disturbs no pull that goes on meanwhile', async () => {
    await addKey();
    await addKey();
    const [first, second] = stack.config.tokenKeys as [TokenKey, TokenKey];
    let isDone = false;
    const pulling = (async () => {
      while (!isDone) for (const account of accounts) await pull(account);
    })();
    for (const keys of [
      [first, second],
      [second, first],
      [first, second],
    ])
      expect(await rotateSecrets(db(), [...keys, ...stack.config.tokenKeys.slice(2)])).toMatchObject({ resealed: 3 });
    isDone = true;
    await pulling;
    expect(await statuses()).toEqual(['synced']);
    const { rows } = await stack.sql.query(`select 1 from public.sync_logs where status = 'failed'`);
    expect(rows).toEqual([]);
  });

  it('does not overwrite what a reconnect stored in the same moment', async () => {
    await addKey();
    const overtaking = stubDb({
      list_secrets: async (args) => {
        const page = await db().call('list_secrets', args);
        await stack.sql.query(`update private.connection_secrets set sealed = 'newer' where connection_id = $1`, [
          accounts[0]?.id,
        ]);
        return page;
      },
      replace_secret: (args) => db().call('replace_secret', args),
      list_webhook_secrets: async () => ({ secrets: [] }),
    });
    expect(await rotateSecrets(overtaking, stack.config.tokenKeys)).toMatchObject({ resealed: 2, overtaken: 1 });
    expect((await secrets()).find(({ connection_id: id }) => id === accounts[0]?.id)?.sealed).toBe('newer');
  });

  it('never seals anew what was copied from the row of another account', async () => {
    await addKey();
    const [from, to] = accounts;
    await stack.sql.query(
      `update private.connection_secrets as s set sealed = o.sealed
       from private.connection_secrets as o where s.connection_id = $1 and o.connection_id = $2`,
      [to?.id, from?.id],
    );
    const before = await secrets();
    expect(await rotate()).toEqual({ ...nothing, total: 3, resealed: 2, unreadable: 1 });
    const sealedOf = (rows: typeof before) => rows.find(({ connection_id: id }) => id === to?.id)?.sealed;
    expect(sealedOf(await secrets())).toBe(sealedOf(before));
  });

  it('leaves what no key opens as it is', async () => {
    await addKey();
    const binding = bindingOf({ owner_id: 'o', provider: 'caldav', account_key: 'k' });
    for (const [i, sealed] of [await createSealer([newKey()]).seal({}, binding), 'damaged'].entries())
      await stack.sql.query('update private.connection_secrets set sealed = $1 where connection_id = $2', [
        sealed,
        accounts[i]?.id,
      ]);
    expect(await rotate()).toEqual({ ...nothing, total: 3, resealed: 1, unreadable: 2 });
  });

  it('passes over accounts that were disconnected', async () => {
    await addKey();
    await stack.sql.query('select private.erase_connection($1)', [accounts[0]?.id]);
    expect(await rotate()).toEqual({ ...nothing, total: 2, resealed: 2 });
  });

  it('takes as many as there are', async () => {
    await addKey();
    await stack.sql.query(
      `with connection as (
         insert into public.calendar_connections (owner_id, provider)
         select owner_id, 'caldav' from public.calendar_connections, generate_series(1, 80) returning id
       )
       insert into private.connection_secrets (connection_id, account_key, sealed) select id, id::text, 'damaged' from connection`,
    );
    expect(await rotate()).toEqual({ ...nothing, total: 243, resealed: 3, unreadable: 240 });
  });
});

describe('npm run keys:rotate', () => {
  /** Runs the program beside the service, as on a hosted Supabase. */
  async function run(args: string[] = [], env: Record<string, string> = {}) {
    const keys = stack.config.tokenKeys.map(({ kid, key }) => `${kid}:${Buffer.from(key).toString('base64')}`);
    const program = new URL('../../sync-service/bin/keys-rotate.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [program, ...args], {
      env: {
        PATH: process.env.PATH,
        SUPABASE_URL: stack.url,
        PUBLIC_URL: stack.url,
        SUPABASE_PUBLISHABLE_KEY: stack.config.supabase.publishableKey,
        SUPABASE_SECRET_KEY: stack.config.supabase.secretKey,
        DATABASE_URL: stack.config.databaseUrl,
        TOKEN_ENCRYPTION_KEYS: keys.join(','),
        ...env,
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk));
    const code = await new Promise((resolve) => child.once('close', resolve));
    return { code, output, keys };
  }

  it('says how many were sealed anew, and nothing secret', async () => {
    const key = await addKey();
    const before = await secrets();
    const { code, output, keys } = await run();
    expect(output).toBe('3 credentials: 3 sealed anew, 0 current, 0 changed meanwhile, 0 cannot be opened\n');
    expect(code).toBe(0);
    expect((await secrets()).map(({ sealed }) => keyIdOf(sealed))).toEqual([key.kid, key.kid, key.kid]);
    const hidden = [source.password, ...keys, ...before.map(({ sealed }) => sealed), stack.config.supabase.secretKey];
    for (const text of hidden) expect(output).not.toContain(text);
  });

  it('fails when some cannot be opened, and says what to do', async () => {
    await stack.sql.query(`update private.connection_secrets set sealed = 'damaged' where connection_id = $1`, [
      accounts[0]?.id,
    ]);
    await addKey();
    const { code, output } = await run();
    expect(code).toBe(1);
    expect(output).toContain('3 credentials: 2 sealed anew, 0 current, 0 changed meanwhile, 1 cannot be opened\n');
    expect(output).toContain('keep the old keys');
  });

  it('is refused with one line where it cannot work', async () => {
    const refusals = [
      await run(['--new-key']),
      await run([], { SUPABASE_URL: '' }),
      await run([], { SUPABASE_SECRET_KEY: 'sb_wrong' }),
    ];
    expect(refusals.map(({ code }) => code)).toEqual([1, 1, 1]);
    for (const { output } of refusals) expect(output).not.toMatch(/\n +at /);
    expect(await secrets()).toHaveLength(3);
  });
});
