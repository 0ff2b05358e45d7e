import type pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPool } from '../../sync-service/src/db/connections.ts';
import { lendPool } from '../../sync-service/src/jobs/lent-pool.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
let pool: pg.Pool;
beforeEach(() => {
  pool = createPool({ connectionString: database.url(), application_name: 'openslot test', max: 1 }, () => {});
});
afterEach(async () => {
  await pool.end();
});

test('workers that were given up keep no connection, and those in their place get it', async () => {
  const former = lendPool(pool);
  const listener = await former.pool.connect();
  await listener.query('listen something');
  former.takeBack();
  const next = lendPool(pool);
  const client = await next.pool.connect();
  // What they give back late is another's by now.
  listener.release();
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  client.release();
  expect(pool.waitingCount).toBe(0);
});

test('a statement that workers wait for when they are given up fails', async () => {
  const { pool: lent, takeBack } = lendPool(pool);
  const client = await lent.connect();
  const running = client.query('select pg_sleep(30)');
  takeBack();
  await expect(running).rejects.toThrow();
  client.release();
});

test('workers that were given up get no connection any more, neither one that they already waited for', async () => {
  const other = await pool.connect();
  const { pool: lent, takeBack } = lendPool(pool);
  const waiting = lent.connect();
  takeBack();
  other.release();
  await expect(waiting).rejects.toThrow('given up');
  await expect(lent.connect()).rejects.toThrow('given up');
  expect(pool.idleCount).toBe(1);
});

test('a connection is lent also to who asks with a callback, as the queue does to listen, and is taken back', async () => {
  const former = lendPool(pool);
  const { promise, resolve } = Promise.withResolvers<pg.PoolClient | undefined>();
  former.pool.connect((_error, client) => resolve(client));
  expect((await (await promise)?.query('select 1 as one'))?.rows).toEqual([{ one: 1 }]);
  former.takeBack();
  const client = await pool.connect();
  client.release();
  const error = await new Promise((told) => former.pool.connect((error) => told(error)));
  expect(error).toBeInstanceOf(Error);
});

test('a connection that is given back is lent again', async () => {
  const { pool: lent } = lendPool(pool);
  const pid = async () => {
    const client = await lent.connect();
    const { rows } = await client.query('select pg_backend_pid() as pid');
    client.release();
    return rows[0].pid;
  };
  expect(await pid()).toBe(await pid());
});
