import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPool } from '../../sync-service/src/db/connections.ts';
import { keepWarm } from '../../sync-service/src/embedded/warm-pool.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { useDatabase } from '../support/database.ts';
import { createEventType, createHost } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';

const database = useDatabase();
const stack = useStack();
const log = createLogger({ level: 'silent' });
const NAME = 'openslot kept warm';
const timeout = { timeout: 15_000 };
/** Counts in the session how often it ran there. */
const WARM_UP = `select set_config('t.runs', (coalesce(nullif(current_setting('t.runs', true), ''), '0')::int + 1)::text, false)`;
let pool: ReturnType<typeof createPool>;
let warmth: ReturnType<typeof keepWarm>;

beforeEach(() => {
  const connectionString = database.url();
  pool = createPool({ connectionString, application_name: NAME, max: 2, min: 2, idleTimeoutMillis: 100 }, () => {});
  warmth = keepWarm(pool, { connections: 2, warmUp: WARM_UP, log, everyMs: 50 });
});
afterEach(async () => {
  await warmth.stop();
  await pool.end();
});

const sessions = async (): Promise<number[]> =>
  (
    await database.sql.query('select pid from pg_stat_activity where application_name = $1 order by pid', [NAME])
  ).rows.map(({ pid }) => pid);

/** How often each of two connections was warmed. */
async function runs(): Promise<string[]> {
  const clients = [await pool.connect(), await pool.connect()];
  const responses = await Promise.all(
    clients.map((client) => client.query(`select current_setting('t.runs', true) as n`)),
  );
  for (const client of clients) client.release();
  return responses.map(({ rows }) => rows[0].n);
}

test('Connections are warm before anybody has asked for one, and stay when it is quiet', async () => {
  await expect.poll(runs, timeout).toEqual(['6', '6']);
  await expect.poll(sessions, timeout).toHaveLength(2);
  const first = await sessions();
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(await sessions()).toEqual(first);
  expect(await runs()).toEqual(['6', '6']);
});

test('Those that broke are replaced by warm ones', async () => {
  await expect.poll(runs, timeout).toEqual(['6', '6']);
  const first = await sessions();
  await database.sql.query('select pg_terminate_backend(pid) from unnest($1::int[]) as pid', [first]);
  await expect.poll(async () => (await sessions()).filter((pid) => !first.includes(pid)), timeout).toHaveLength(2);
  await expect.poll(runs, timeout).toEqual(['6', '6']);
});

test('The Data API of the embedded stack has its sessions ask what a visitor asks', async () => {
  const host = await createHost(stack.sql);
  await createEventType(stack.sql, host.id);
  const url = new URL(stack.config.databaseUrl);
  url.username = 'supabase_admin'; // only they see what others ask
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  const asked = async () =>
    (
      await admin.query(
        `select from pg_stat_activity
         where usename = 'authenticator' and datname = current_database() and query like '%get_available_slots(e.id%'`,
      )
    ).rowCount;
  await expect.poll(asked, { timeout: 25_000, interval: 300 }).toBeGreaterThanOrEqual(2);
  await admin.end();
});
