import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseTokenKeys, readSettings, type ServiceConfig } from '../../sync-service/src/config.ts';
import { createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createDb, type Db } from '../../sync-service/src/db/rpc.ts';
import { startWorker } from '../../sync-service/src/jobs/worker.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { type Cable, layCable } from '../history/cable.ts';
import { useDatabase } from '../support/database.ts';
import { createSqlClient } from './sql-client.ts';

const database = useDatabase();
let cable: Cable;
beforeAll(async () => {
  cable = await layCable(Number(new URL(database.url()).port));
});
afterAll(() => cable.stop());

async function countJobs(what: string): Promise<number> {
  const { rows } = await database.sql.query(
    `select count(*)::integer as n from graphile_worker.jobs where task_identifier = 'expire_bookings' and ${what}`,
  );
  return rows[0].n;
}

const plain = (): Db => createDb(createSqlClient(database.sql));

/** A worker that reaches its queue over the cable, and the database for all else without it. */
async function open(db: Db, jobs: number) {
  const url = new URL(database.url());
  url.port = String(cable.port);
  const tokenKeys = parseTokenKeys(`k1:${Buffer.alloc(32).toString('base64')}`);
  const config = {
    ...readSettings({}),
    databaseUrl: url.href,
    tokenKeys,
    databasePool: 8,
    jobConcurrency: jobs,
  } as ServiceConfig;
  const logs: string[] = [];
  const log = createLogger({ level: 'error', write: (line: string) => logs.push(line) });
  const worker = await startWorker({ config, db, providers: new Map(), log, seal: createSealer(tokenKeys) });
  return { worker, logs };
}

test('a worker that could store of several jobs neither how they ended is replaced, also where the queue never gives it up', async () => {
  const gates: (() => void)[] = [];
  let isGated = true;
  /** Jobs reach their end one by one, when they may. */
  const db: Db = {
    async call(name, ...args) {
      if (name === 'expire_bookings' && isGated) await new Promise<void>((resolve) => gates.push(resolve));
      return plain().call(name, ...args);
    },
  };
  const { worker, logs } = await open(db, 6);
  for (let n = 0; n < 5; n += 1) await database.sql.query(`select graphile_worker.add_job('expire_bookings', '{}')`);
  await expect.poll(() => gates.length).toBeGreaterThan(4);

  cable.isDown = true;
  cable.cut();
  isGated = false;
  const [last, ...others] = gates;
  for (const open of others) {
    open();
    await pause(100);
  }
  // The queue's count of what waits to be stored is below nothing by now (graphile-worker 0.18): it would wait forever.
  last?.();
  await expect.poll(() => logs.join('\n')).toContain('Failed to complete jobs');
  await pause(500);
  cable.isDown = false;

  await database.sql.query(`select graphile_worker.add_job('expire_bookings', '{}', queue_name => 'afterwards')`);
  await expect
    .poll(() => countJobs(`queue_name = 'afterwards'`), { timeout: 20_000, message: logs.join('\n') })
    .toBe(0);
  // What was done and could not be written down is done again, by whoever finds its worker silent.
  await database.sql.query(
    `update private.workers set seen_at = seen_at - interval '30 seconds' where seen_at < now() - interval '8 seconds'`,
  );
  await expect.poll(() => countJobs('attempts < max_attempts'), { timeout: 20_000 }).toBe(0);
  await worker.stop();
}, 60_000);

test('a job that the queue gave to a worker who never heard of it is done, and so is what waits behind it', async () => {
  const { worker, logs } = await open(plain(), 1);
  cable.loses = 'a lost response';
  for (const payload of ['{"is": "a lost response"}', '{}']) {
    await database.sql.query(`select graphile_worker.add_job('expire_bookings', $1, queue_name => 'a lane')`, [
      payload,
    ]);
  }
  await expect.poll(() => cable.loses, { timeout: 20_000 }).toBeNull();
  await expect.poll(() => countJobs(`queue_name = 'a lane'`), { timeout: 25_000, message: logs.join('\n') }).toBe(0);
  await worker.stop();
}, 60_000);

/** Breaks the database for what runs over the cable, and mends it. */
const outages = {
  'takes no connections': async (isOut: boolean) => {
    cable.isDown = isOut;
    if (isOut) cable.cut();
  },
  'takes connections and says nothing': async (isOut: boolean) => {
    cable.isMute = isOut;
    // Those that it took in vain stay as they are.
    if (isOut) cable.cut();
  },
  'takes no writes': async (isOut: boolean) => {
    const { rows } = await database.sql.query('select current_database() as name');
    const writer = await database.sql.connect();
    await writer.query('set default_transaction_read_only = off');
    const setting = isOut ? 'set default_transaction_read_only = on' : 'reset default_transaction_read_only';
    await writer.query(`alter role postgres in database ${rows[0].name} ${setting}`);
    writer.release();
    // It holds for new connections.
    cable.cut();
  },
};

test.each(Object.entries(outages))(
  'workers that took the place of others while the database %s do jobs afterwards',
  async (_name, setOut) => {
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    let begun = 0;
    const { worker, logs } = await open(
      {
        async call(name, ...args) {
          if (name === 'expire_bookings') {
            begun += 1;
            await mayEnd;
          }
          return plain().call(name, ...args);
        },
      },
      4,
    );
    await database.sql.query(`select graphile_worker.add_job('expire_bookings', '{}', queue_name => 'a running one')`);
    await expect.poll(() => begun, { timeout: 10_000 }).toBeGreaterThan(0);

    await setOut(true);
    end();
    // How it ended can't be stored, for which the queue gives up its workers.
    await expect.poll(() => logs.join('\n'), { timeout: 60_000 }).toContain('is restarted');
    await pause(3_000);
    await setOut(false);

    await database.sql.query(`select graphile_worker.add_job('expire_bookings', '{}', queue_name => 'afterwards')`);
    await expect
      .poll(() => countJobs(`queue_name = 'afterwards'`), { timeout: 40_000, message: logs.join('\n') })
      .toBe(0);
    await worker.stop();
  },
  120_000,
);
