import fs from 'node:fs';
import type pg from 'pg';
import type { Postgres } from '../sync-service/src/embedded/postgres.ts';
import { type BenchAccount, connectAccounts, makeSecretsFolder, openPool, startSyncChild } from './accounts.ts';
import { type Child, startChild } from './child.ts';
import type { StandInCommands } from './dav-stand-in.ts';
import { type Result, round, table } from './report.ts';
import type { Cost, SyncCommands } from './sync-child.ts';

type Row = Record<string, string | number>;

interface Scene {
  sql: pg.Pool;
  folder: string;
  standIn: Child<StandInCommands>;
  child: Child<SyncCommands>;
  origin: string;
}

/** What a sync of an account costs: where nothing changed, and where little did in calendars of any size. */
export async function benchPoll(postgres: Postgres, quick: boolean): Promise<Result[]> {
  const sql = openPool(postgres);
  const folder = makeSecretsFolder();
  const standIn = startChild<StandInCommands>('dav-stand-in.ts');
  const child = startSyncChild(postgres, folder);
  try {
    const scene = { sql, folder, standIn, child, origin: await standIn.ask('listen') };
    const unchanged = [];
    for (const calendars of [1, 10]) unchanged.push(await measureUnchanged(scene, calendars, quick ? 50 : 500));
    const changes = [];
    for (const objects of quick ? [100, 10_000] : [100, 10_000, 100_000]) {
      changes.push(...(await measureChanges(scene, objects, quick ? 5 : 15)));
    }
    return [
      table(
        'poll',
        'A sync of a CalDAV account where nothing changed, on average; floor: the same request answered to a client that does nothing else',
        unchanged,
      ),
      table(
        'poll changes',
        'A sync of a calendar in which a few objects changed, median; floor: the same without a change',
        changes,
      ),
    ];
  } finally {
    await child.stop();
    await standIn.stop();
    await sql.end();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Connects a user of the stand-in with calendars and reads them all for the first time. */
async function connect(
  { sql, folder, standIn, child, origin }: Scene,
  user: string,
  calendars: number,
  objects: number,
): Promise<BenchAccount> {
  const names = Array.from({ length: calendars }, (_, n) => `c${n}`);
  for (const name of names) await standIn.ask('make', user, name, objects);
  const paths = names.map((name) => `/${user}/${name}/`);
  const [account] = await connectAccounts(sql, folder, origin, [{ user, home: `/${user}/`, calendars: paths }]);
  if (account === undefined) throw new Error('no account was made');
  expectDone(await child.ask('poll', account.connectionId, 1));
  // What was found is looked at once more before the calendar is at rest.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expectDone(await child.ask('poll', account.connectionId, 1));
  // As autovacuum would a little later.
  await sql.query('analyze');
  return account;
}

function expectDone({ result }: Cost): void {
  if (result !== 'done') throw new Error(`the poll ended with ${result}`);
}

async function measureUnchanged(scene: Scene, calendars: number, polls: number): Promise<Row> {
  const { child, standIn } = scene;
  const account = await connect(scene, `same${calendars}`, calendars, 100);
  // Long enough for the code to be compiled, as it is in a service that runs for days.
  expectDone(await child.ask('poll', account.connectionId, 2 * polls));
  await standIn.ask('reset');
  await standIn.ask('record');
  const cost = await child.ask('poll', account.connectionId, polls);
  expectDone(cost);
  const stats = await standIn.ask('stats');
  const [request] = await standIn.ask('recorded');
  if (request === undefined) throw new Error('the account was not asked');
  const floor = await child.ask('requestOnly', scene.origin + request.url, request, polls);
  return {
    calendars,
    polls,
    'requests a poll': stats.requests / polls,
    'bytes a poll': Math.round((stats.bytesIn + stats.bytesOut) / polls),
    'ms a poll': round(cost.ms / polls),
    'CPU ms a poll': round(cost.cpuMs / polls),
    'floor: CPU ms': round(floor.cpuMs / polls),
    'CPU / floor': round(cost.cpuMs / floor.cpuMs),
  };
}

async function measureChanges(scene: Scene, objects: number, runs: number): Promise<Row[]> {
  const { child, standIn } = scene;
  const user = `size${objects}`;
  const account = await connect(scene, user, 1, objects);
  const rows: Row[] = [];
  let floorMs = 0;
  for (const changed of [0, 1, 10]) {
    const costs: Cost[] = [];
    await standIn.ask('reset');
    for (let run = 0; run < runs; run += 1) {
      await standIn.ask('change', user, 'c0', changed);
      const cost = await child.ask('poll', account.connectionId, 1);
      expectDone(cost);
      costs.push(cost);
    }
    const { requests, bytesIn, bytesOut } = await standIn.ask('stats');
    const ms = median(costs.map((cost) => cost.ms));
    if (changed === 0) floorMs = ms;
    rows.push({
      objects,
      changed,
      'requests a poll': round(requests / runs),
      'bytes a poll': Math.round((bytesIn + bytesOut) / runs),
      ms: round(ms),
      'CPU ms': round(median(costs.map((cost) => cost.cpuMs))),
      'ms / floor': round(ms / floorMs),
    });
  }
  return rows;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
