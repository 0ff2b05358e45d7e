import { beforeAll, describe, expect, test } from 'vitest';
import { useStack } from '../support/stack.ts';
import { type Scene, send, setScene } from './scene.ts';

const connections = 4;
// As many jobs run at a time as there are connections (tests/support/stack.ts).
const stack = useStack({ servicePoolSize: connections, config: { databasePool: connections } });
let [locked, other] = [{} as Scene, {} as Scene];
beforeAll(async () => {
  [locked, other] = [await setScene(stack), await setScene(stack)];
});

const waitingCalls = async () => {
  const { rows } = await stack.sql.query(
    `select from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock' and query like '%plan_missing_pushes%'`,
  );
  return rows.length;
};

describe('While more jobs wait in the database than there are connections', () => {
  test('they leave one of them: visitors hold and book, and the process is ready', async () => {
    const client = await stack.sql.connect();
    try {
      await client.query('begin');
      await client.query('select from public.hosts where id = $1 for update', [locked.host.id]);
      await stack.sql.query(
        `select graphile_worker.add_job('plan_missing_pushes', json_build_object('host_id', $1::text))
         from generate_series(1, $2::int)`,
        [locked.host.id, 2 * connections],
      );
      // They wait for the host as long as it takes until they are refused, and then the next ones do.
      await expect.poll(waitingCalls, { timeout: 10_000, interval: 20 }).toBe(connections - 1);

      expect((await send(stack.url, 'POST', '/holds', { body: other.slot() })).status).toBe(201);
      const booked = await send(stack.url, 'POST', '/bookings', { body: other.request() });
      expect(booked.status, booked.text).toBe(201);
      expect((await send(stack.url, 'GET', '/readyz')).status).toBe(200);
      expect(await waitingCalls()).toBeLessThan(connections);
    } finally {
      await client.query('rollback');
      client.release();
    }
  }, 30_000);
});
