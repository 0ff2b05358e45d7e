import fs from 'node:fs';
import path from 'node:path';
import { type Kysely, sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectLite } from '../../sync-service/src/embedded/lite-connection.ts';
import { send, setScene } from '../http/scene.ts';
import { useDatabase } from '../support/database.ts';
import { createHost, createUser } from '../support/fixtures.ts';
import { cases } from '../support/scale.ts';
import { useStack } from '../support/stack.ts';
import { type Api, ask, gatewayApi, sign } from './api-scene.ts';

/** Clients of pg that were asked something while nobody would have heard of their end. */
const unheard = new Set<string>();
const seen = new Set<string>();
const { query } = pg.Client.prototype;
// Before the stack starts: what it opens at its start counts, too.
pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  const name = (this as unknown as { connectionParameters: { application_name?: string } }).connectionParameters
    .application_name;
  if (name !== 'test') {
    seen.add(name ?? 'unnamed');
    if (this.listenerCount('error') === 0) unheard.add(new Error('asked without a listener').stack ?? '');
  }
  return (query as (...args: unknown[]) => unknown).apply(this, args);
} as typeof query;
afterAll(() => {
  pg.Client.prototype.query = query;
});

const SOURCES = path.resolve(import.meta.dirname, '../../sync-service');
const sources = () =>
  fs
    .readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file, text: fs.readFileSync(path.join(SOURCES, file), 'utf8') }));

describe('Every connection to the database', () => {
  const stack = useStack();

  it('is opened in the one place that hears of its end', () => {
    const openers = sources().filter(({ text }) => /new (pg\.)?(Pool|Client)\(|from 'postgres'/.test(text));
    expect(openers.map(({ file }) => file).sort()).toEqual(['src/db/connections.ts', 'src/embedded/lite-driver.ts']);
  });

  it('has a listener whenever it is asked something, whoever opened it', async () => {
    const scene = await setScene(stack);
    await scene.booked();
    await send(stack.url, 'GET', '/calendar/connections', { token: scene.owner.accessToken });
    await scene.owner.client.from('hosts').select('id');
    await expect
      .poll(async () => (await stack.sql.query("select from public.notifications where state = 'sent'")).rowCount)
      .toBeGreaterThan(0);
    // The connection for live updates is asked something while somebody looks, and by this.
    await send(stack.url, 'GET', '/readyz');
    await stack.restart();
    expect([...unheard]).toEqual([]);
    expect([...seen].filter((name) => !name.startsWith('openslot '))).toEqual([]);
    expect([...seen]).toEqual(
      expect.arrayContaining(['openslot jobs', 'openslot rpc', 'openslot rpc reload', 'openslot live']),
    );
  });
});

describe('A connection of Supabase Lite that breaks in the middle of a request', () => {
  const database = useDatabase();
  let api: Api;
  beforeAll(async () => {
    api = await gatewayApi(database.url);
  });
  afterAll(() => api?.close());

  it('between two statements fails the second one, and the next request has a connection again', async () => {
    const connection = connectLite(database.url(), 1);
    const db = connection.kysely as Kysely<unknown>;
    const transaction = db.transaction().execute(async (inside) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(inside);
      await database.sql.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await sql`create table public.made_outside (id int)`.execute(inside);
    });
    await expect(transaction).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect((await sql`select to_regclass('public.made_outside') as made`.execute(db)).rows).toEqual([{ made: null }]);
    await connection.close();
  });

  it('fails that request only, and nothing is ever done with the rights of the login', async () => {
    const host = await createHost(database.sql);
    await createHost(database.sql);
    const token = await sign({ sub: host.owner_id });
    const stranger = await sign({ sub: await createUser(database.sql) });
    const responses: Record<string, unknown[]> = { visitor: [], owner: [], stranger: [] };
    let isOver = false;
    const repeat = async (name: keyof typeof responses, target: string, options: object) => {
      while (!isOver) {
        const { status, body } = await ask(api, 'GET', target, options);
        if (status !== 503) responses[name]?.push([status, Array.isArray(body) ? body.length : body.code]);
      }
    };
    const asking = [1, 2].flatMap(() => [
      repeat('visitor', '/rest/v1/hosts?select=id', {}),
      repeat('owner', '/rest/v1/hosts?select=id', { token }),
      repeat('stranger', '/rest/v1/event_types?select=id,hosts!event_types_host_fkey(id)', { token: stranger }),
    ]);
    for (let i = 0; i < cases(30, 200); i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20 + (i % 7) * 3));
      await database.sql.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'openslot rest' and datname = current_database()",
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    isOver = true;
    await Promise.all(asking);
    const kinds = (name: string) => [...new Set(responses[name]?.map((response) => JSON.stringify(response)))];
    expect(kinds('visitor')).toEqual(['[401,"42501"]']);
    expect(kinds('owner')).toEqual(['[200,1]']);
    expect(kinds('stranger')).toEqual(['[200,0]']);
  });
});
