import fs from 'node:fs';
import http from 'node:http';
import type pg from 'pg';
import type { Postgres } from '../sync-service/src/embedded/postgres.ts';
import { pause } from '../sync-service/src/embedded/postgres-folder.ts';
import { connectAccounts, makeSecretsFolder, openPool, startSyncChild } from './accounts.ts';
import { type Child, startChild } from './child.ts';
import type { Recorded, StandInCommands } from './dav-stand-in.ts';
import { type Result, round, table } from './report.ts';
import { load } from './stack.ts';

/** Jobs that one process of the service runs at a time. */
const concurrency = 8;
const latencyMs = 50;
/** As POLL_INTERVAL_SECONDS is by default; a run sees two rounds of it. */
const intervalSeconds = 60;
/** How far an interval may be off by chance, and how often the service looks for accounts that are due. */
const jitter = 1.2;
const tickSeconds = 15;

interface Scene {
  postgres: Postgres;
  sql: pg.Pool;
  folder: string;
  standIn: Child<StandInCommands>;
  origin: string;
  accounts: number;
  /** What the service asks an account. */
  asked: Recorded;
}

/** Very many accounts, looked at by one, two and four processes on one database. */
export async function benchFleet(postgres: Postgres, quick: boolean): Promise<Result> {
  const accounts = quick ? 300 : 2_000;
  const sql = openPool(postgres);
  const folder = makeSecretsFolder();
  const standIn = startChild<StandInCommands>('dav-stand-in.ts');
  try {
    const origin = await standIn.ask('listen');
    await standIn.ask('makeUsers', accounts, 5);
    const users = Array.from({ length: accounts }, (_, n) => `u${n}`);
    await connectAccounts(
      sql,
      folder,
      origin,
      users.map((user) => ({ user, home: `/${user}/`, calendars: [`/${user}/c0/`] })),
    );
    const base = { postgres, sql, folder, standIn, origin, accounts };
    await withWorkers(base, 2, () => pollAll(base));
    await standIn.ask('record');
    await withWorkers(base, 1, () => pollAll(base));
    const [asked] = await standIn.ask('recorded');
    if (asked === undefined) throw new Error('no account was asked');
    const scene: Scene = { ...base, asked };
    await sql.query('analyze');
    await standIn.ask('latency', latencyMs);
    const rows = [];
    for (const workers of [1, 2, 4]) rows.push(await measure(scene, workers, quick ? 40 : 140));
    return table(
      'fleet',
      `${accounts} CalDAV accounts of one calendar each, ${latencyMs} ms a response: all due at once, then a sync every ${intervalSeconds} seconds for the rest of the run; bound of a pull's age: the longest interval, the wait for the tick, and one round; floor: only the requests, ${concurrency} at a time for each process`,
      rows,
    );
  } finally {
    await standIn.stop();
    await sql.end();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function withWorkers<T>(scene: Omit<Scene, 'asked'>, count: number, work: () => Promise<T>): Promise<T> {
  await scene.sql.query(`update private.connection_sync set next_poll_at = 'infinity'`);
  const env = { POLL_INTERVAL_SECONDS: String(intervalSeconds) };
  const workers = Array.from({ length: count }, () => startSyncChild(scene.postgres, scene.folder, env));
  try {
    await Promise.all(workers.map((worker) => worker.ask('serve')));
    return await work();
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}

/** Makes every account due at once and waits until all were looked at; seconds. */
async function pollAll({ sql, accounts }: Omit<Scene, 'asked'>): Promise<number> {
  const began = performance.now();
  await sql.query('update private.connection_sync set next_poll_at = now()');
  await sql.query('select public.enqueue_due_polls($1, $2)', [intervalSeconds, accounts]);
  for (;;) {
    const { rows } = await sql.query(
      `select exists (select from graphile_worker.jobs where task_identifier = 'sync_account') as "isBusy"`,
    );
    if (!rows[0].isBusy) return (performance.now() - began) / 1000;
    await pause(50);
  }
}

async function measure(scene: Scene, workers: number, seconds: number): Promise<Record<string, string | number>> {
  const { sql, standIn, accounts } = scene;
  const floor = await floorOf(scene, workers);
  return await withWorkers(scene, workers, async () => {
    await standIn.ask('reset');
    const began = performance.now();
    const taken = await pollAll(scene);
    let oldest = 0;
    let failed = 0;
    while (performance.now() - began < seconds * 1000) {
      await pause(1_000);
      const { rows } = await sql.query(
        `select extract(epoch from now() - min(c.last_synced_at))::float as oldest,
           count(*) filter (where c.sync_status <> 'synced')::int as failed from public.calendars as c`,
      );
      oldest = Math.max(oldest, rows[0].oldest);
      failed = Math.max(failed, rows[0].failed);
    }
    const { requests, overlaps } = await standIn.ask('stats');
    return {
      processes: workers,
      'polls /s': round(accounts / taken),
      'floor: requests /s': round(floor),
      'ours / floor': round(accounts / taken / floor),
      'requests in all': requests,
      'oldest sync ever s': round(oldest),
      'bound s': round(intervalSeconds * jitter + tickSeconds + taken),
      'not synced': failed,
      overlaps,
    };
  });
}

/** Requests a second without the service, each on a connection of its own. */
async function floorOf({ origin, accounts, asked }: Scene, workers: number): Promise<number> {
  const count = Math.min(accounts, 1_000);
  const { seconds } = await load([...Array(count).keys()], workers * concurrency, async (n) => {
    await new Promise<void>((resolve, reject) => {
      const headers = { depth: asked.depth, 'content-type': 'text/xml' };
      const request = http.request(`${origin}/u${n}/`, { method: asked.method, agent: false, headers });
      request.once('response', (response) => response.resume().once('end', resolve)).once('error', reject);
      request.end(asked.body);
    });
  });
  return count / seconds;
}
