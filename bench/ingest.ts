import fs from 'node:fs';
import http from 'node:http';
import type pg from 'pg';
import type { Postgres } from '../sync-service/src/embedded/postgres.ts';
import { pause } from '../sync-service/src/embedded/postgres-folder.ts';
import { hasRadicale, putObject, startRadicale, writeEvent } from '../tests/support/dav-servers.ts';
import { connectAccounts, makeSecretsFolder, openPool, startSyncChild } from './accounts.ts';
import { type Child, startChild } from './child.ts';
import type { Recorded, StandInCommands } from './dav-stand-in.ts';
import { type Result, round, table } from './report.ts';

type Row = Record<string, string | number>;

/** The first pull of large calendars: its speed against its floor, and the memory that it takes. */
export async function benchIngest(postgres: Postgres, quick: boolean): Promise<Result[]> {
  const sql = openPool(postgres);
  const folder = makeSecretsFolder();
  const standIn = startChild<StandInCommands>('dav-stand-in.ts');
  const scene = { postgres, sql, folder, standIn, origin: await standIn.ask('listen') };
  try {
    const speed = [await readStandIn(scene, quick ? 2_000 : 10_000, quick ? 1 : 5)];
    if (hasRadicale) speed.push(await readRadicale(scene, quick ? 100 : 500));
    const memory = [];
    for (const objects of quick ? [10_000] : [10_000, 50_000]) memory.push(await measureMemory(scene, objects));
    return [
      table(
        'ingest',
        'First pull of a CalDAV calendar, objects over the 97 days of the window, each 50th a weekly series; floor: the same requests with their responses thrown away, then the same rows (events and object states), sent by a client as JSON in one `insert … select` (constraints, indexes and triggers as they are); stricter: the rows copied inside Postgres, which nobody has to send',
        speed,
      ),
      table(
        'ingest memory',
        'Most resident memory of the whole service above idle while it reads a calendar; idle: started, and a calendar of 100 objects read',
        memory,
      ),
    ];
  } finally {
    await standIn.stop();
    await sql.end();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

interface Scene {
  postgres: Postgres;
  sql: pg.Pool;
  folder: string;
  standIn: Child<StandInCommands>;
  origin: string;
}

/** Connects a user of the stand-in with one calendar; the id of that. */
async function connect({ sql, folder, standIn, origin }: Scene, user: string, objects: number): Promise<string> {
  await standIn.ask('make', user, 'c0', objects);
  const [account] = await connectAccounts(sql, folder, origin, [
    { user, home: `/${user}/`, calendars: [`/${user}/c0/`] },
  ]);
  return account?.calendarIds[0] ?? '';
}

export async function countEvents(sql: pg.Pool, calendarId: string): Promise<number> {
  const { rows } = await sql.query('select count(*)::int as n from public.synced_events where calendar_id = $1', [
    calendarId,
  ]);
  return rows[0].n;
}

/** Best of several runs of each, one after the other, so that neither has the quieter machine. */
async function readStandIn(scene: Scene, objects: number, runs: number): Promise<Row> {
  const { sql, standIn, origin } = scene;
  const child = startSyncChild(scene.postgres, scene.folder);
  const best = {
    ms: Number.POSITIVE_INFINITY,
    cpuMs: 0,
    requestsMs: Number.POSITIVE_INFINITY,
    insertMs: Number.POSITIVE_INFINITY,
    copyMs: Number.POSITIVE_INFINITY,
  };
  let requests: Recorded[] = [];
  let events = 0;
  try {
    await child.ask('pull', await connect(scene, 'warm', 500));
    for (let run = 0; run < runs; run += 1) {
      const calendarId = await connect(scene, `u${run}`, objects);
      const copyId = await connect(scene, `copy${run}`, 0);
      const insideId = await connect(scene, `inside${run}`, 0);
      await standIn.ask('record');
      const cost = await child.ask('pull', calendarId);
      requests = await standIn.ask('recorded');
      if (cost.result !== 'written') throw new Error(`the pull ended with ${cost.result}`);
      events = await countEvents(sql, calendarId);
      if (cost.ms < best.ms) Object.assign(best, { ms: cost.ms, cpuMs: cost.cpuMs });
      best.requestsMs = Math.min(best.requestsMs, await replay(origin, requests));
      best.insertMs = Math.min(best.insertMs, await copyEvents(sql, calendarId, copyId));
      best.copyMs = Math.min(best.copyMs, await copyInside(sql, calendarId, insideId));
      for (const table of ['public.synced_events', 'private.calendar_objects'])
        await sql.query(`delete from ${table} where calendar_id = any ($1)`, [[calendarId, copyId, insideId]]);
      // Else each run would meet what the ones before have left behind.
      await sql.query('vacuum public.synced_events, private.calendar_objects, private.busy_days');
    }
  } finally {
    await child.stop();
  }
  const floorMs = best.requestsMs + best.insertMs;
  return {
    server: 'stand-in',
    objects,
    events,
    requests: requests.length,
    seconds: round(best.ms / 1000),
    'events /s': Math.round(events / (best.ms / 1000)),
    'service CPU s': round(best.cpuMs / 1000),
    'floor: requests s': round(best.requestsMs / 1000),
    'floor: insert s': round(best.insertMs / 1000),
    'ours / floor': round(best.ms / floorMs),
    'insert inside Postgres s': round(best.copyMs / 1000),
    'ours / stricter floor': round(best.ms / (best.requestsMs + best.copyMs)),
  };
}

/** The same requests in the same order; milliseconds. */
export async function replay(origin: string, requests: Recorded[]): Promise<number> {
  const agent = new http.Agent({ keepAlive: true });
  const began = performance.now();
  for (const { method, url, depth, body, headers = { depth, 'content-type': 'text/xml' } } of requests) {
    await new Promise<void>((resolve, reject) => {
      const request = http.request(origin + url, { method, agent, headers });
      request.once('response', (response) => {
        response.resume().once('end', resolve);
        if ((response.statusCode ?? 500) >= 400)
          reject(new Error(`${method} was answered with ${response.statusCode}`));
      });
      request.once('error', reject).end(body);
    });
  }
  const ms = performance.now() - began;
  agent.destroy();
  return ms;
}

const copied = `provider_event_id, series_id, ical_uid, title, starts_at, ends_at, is_all_day, start_date, end_date, status,
  transparency, is_busy, provider_updated_at, sync_run`;

/** The same without the way into Postgres: from table to table; milliseconds. */
export async function copyInside(sql: pg.Pool, from: string, to: string): Promise<number> {
  const began = performance.now();
  await sql.query(
    `with kept as (
       insert into private.calendar_objects (calendar_id, object_id, state)
       select $2, object_id, state from private.calendar_objects where calendar_id = $1
     )
     insert into public.synced_events (calendar_id, ${copied})
     select $2, ${copied} from public.synced_events where calendar_id = $1`,
    [from, to],
  );
  return performance.now() - began;
}

/** Writes the same rows (events, and the states of objects) to another calendar, in one statement of a client that has them; milliseconds. */
export async function copyEvents(sql: pg.Pool, from: string, to: string): Promise<number> {
  const { rows } = await sql.query(
    `select
       (select jsonb_agg(to_jsonb(e)) from public.synced_events as e where e.calendar_id = $1) as events,
       (select coalesce(jsonb_agg(to_jsonb(o)), '[]') from private.calendar_objects as o where o.calendar_id = $1) as states`,
    [from],
  );
  const client = await sql.connect();
  try {
    const began = performance.now();
    await client.query(
      `with kept as (
         insert into private.calendar_objects (calendar_id, object_id, state)
         select $3, object_id, state from jsonb_to_recordset($2::jsonb) as (object_id text, state text)
       )
       insert into public.synced_events (calendar_id, ${copied})
       select $3, ${copied}
       from jsonb_to_recordset($1::jsonb) as (
         provider_event_id text, series_id text, ical_uid text, title text, starts_at timestamptz, ends_at timestamptz,
         is_all_day boolean, start_date date, end_date date, status text, transparency text, is_busy boolean,
         provider_updated_at timestamptz, sync_run uuid
       )`,
      [JSON.stringify(rows[0].events), JSON.stringify(rows[0].states), to],
    );
    return performance.now() - began;
  } finally {
    client.release();
  }
}

/** A real server, for comparison: most of the time is its own. */
async function readRadicale(scene: Scene, objects: number): Promise<Row> {
  const server = await startRadicale();
  const child = startSyncChild(scene.postgres, scene.folder);
  try {
    for (let n = 0; n < objects; n += 1) {
      const start = Date.now() + (n % 85) * 86_400_000;
      const event = {
        uid: `object-${n}`,
        start: new Date(start).toISOString(),
        end: new Date(start + 1_800_000).toISOString(),
      };
      await putObject(server, `object-${n}.ics`, writeEvent(event));
    }
    const { username, password, calendarUrl } = server;
    const [account] = await connectAccounts(scene.sql, scene.folder, new URL(server.url).origin, [
      { user: username, password, home: `/${username}/`, calendars: [new URL(calendarUrl).pathname] },
    ]);
    const calendarId = account?.calendarIds[0] ?? '';
    const { ms, cpuMs, result } = await child.ask('pull', calendarId);
    if (result !== 'written') throw new Error(`the pull ended with ${result}`);
    const events = await countEvents(scene.sql, calendarId);
    return {
      server: 'Radicale',
      objects,
      events,
      seconds: round(ms / 1000),
      'events /s': Math.round(events / (ms / 1000)),
      'service CPU s': round(cpuMs / 1000),
    };
  } finally {
    await child.stop();
    await server.stop();
  }
}

async function measureMemory(scene: Scene, objects: number): Promise<Row> {
  const child = startSyncChild(scene.postgres, scene.folder);
  try {
    await child.ask('serve');
    await pause(2_000);
    const fresh = await child.ask('memory');
    // What reading anything at all takes: the thread that expands, and code that is then ready.
    await child.ask('pull', await connect(scene, `small${objects}`, 100));
    const idle = await child.ask('memory');
    const calendarId = await connect(scene, `memory${objects}`, objects);
    const { result, ms } = await child.ask('pull', calendarId);
    if (result !== 'written') throw new Error(`the pull ended with ${result}`);
    const { maxMb } = await child.ask('memory');
    return {
      objects,
      events: await countEvents(scene.sql, calendarId),
      seconds: round(ms / 1000),
      'just started MB': Math.round(fresh.nowMb),
      'idle MB': Math.round(idle.nowMb),
      'most MB': Math.round(maxMb),
      'above idle MB': Math.round(maxMb - idle.nowMb),
    };
  } finally {
    await child.stop();
  }
}
