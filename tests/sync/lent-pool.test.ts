import { expect, test } from 'vitest';
import { createPool } from '../../sync-service/src/db/connections.ts';
import { lendPool } from '../../sync-service/src/jobs/lent-pool.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();

test('Workers that were given up keep no connection, and get none', async () => {
  const config = { connectionString: database.url(), application_name: 'openslot test', max: 1 } as const;
  const pool = createPool(config, () => {});
  const former = lendPool(pool);
  const listener = await former.pool.connect();
  await listener.query('listen something');
  const waiting = former.pool.connect();

  former.takeBack();
  const next = lendPool(pool);
  const client = await next.pool.connect();
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  // What they give back late is another's by now, or gone.
  listener.release();
  client.release();
  const again = await next.pool.connect();
  again.release();
  expect(await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 200, 'still waiting'))])).toBe(
    'still waiting',
  );
  expect(pool.waitingCount).toBe(0);
  await pool.end();
});
