import { pause } from '../sync-service/src/embedded/postgres-folder.ts';
import type { Child } from './child.ts';
import { connectGoogle, type GoogleScene } from './google-scene.ts';
import { copyEvents, countEvents, replay } from './ingest.ts';
import { round } from './report.ts';
import type { SyncCommands } from './sync-child.ts';

type Row = Record<string, string | number>;

/** The first pull of a large Google calendar: best of several runs against its floor, then what memory it takes. */
export async function measureGoogleIngest(scene: GoogleScene, events: number, runs: number): Promise<Row> {
  const { sql, google, origin } = scene;
  const best = { ms: Infinity, cpuMs: 0, requestsMs: Infinity, insertMs: Infinity };
  let requests = 0;
  let rows = 0;
  const child = scene.startService();
  try {
    await pull(child, await fill(scene, 'warm', 500));
    for (let run = 0; run < runs; run += 1) {
      const calendarId = await fill(scene, `ingest${run}`, events);
      const copyId = await fill(scene, `copy${run}`, 0);
      await google.ask('record');
      const cost = await pull(child, calendarId);
      const recorded = await google.ask('recorded');
      requests = recorded.length;
      rows = await countEvents(sql, calendarId);
      if (cost.ms < best.ms) Object.assign(best, { ms: cost.ms, cpuMs: cost.cpuMs });
      best.requestsMs = Math.min(best.requestsMs, await replay(origin, recorded));
      best.insertMs = Math.min(best.insertMs, await copyEvents(sql, calendarId, copyId));
      await sql.query('delete from public.synced_events where calendar_id = any ($1)', [[calendarId, copyId]]);
    }
  } finally {
    await child.stop();
  }
  return {
    events,
    rows,
    requests,
    seconds: round(best.ms / 1000),
    'rows /s': Math.round(rows / (best.ms / 1000)),
    'service CPU s': round(best.cpuMs / 1000),
    'floor: requests s': round(best.requestsMs / 1000),
    'floor: insert s': round(best.insertMs / 1000),
    'ours / floor': round(best.ms / (best.requestsMs + best.insertMs)),
    ...(await measureMemory(scene, events)),
  };
}

/** Idle: the whole service, started, and a calendar of 100 events read. */
async function measureMemory(scene: GoogleScene, events: number): Promise<Row> {
  const child = scene.startService();
  try {
    await child.ask('serve');
    await pause(2_000);
    await pull(child, await fill(scene, 'small', 100));
    const { nowMb } = await child.ask('memory');
    await pull(child, await fill(scene, 'memory', events));
    const { maxMb } = await child.ask('memory');
    return { 'idle MB': Math.round(nowMb), 'above idle MB': Math.round(maxMb - nowMb) };
  } finally {
    await child.stop();
  }
}

async function fill(scene: GoogleScene, name: string, events: number): Promise<string> {
  const [account] = await connectGoogle(scene, name, 1);
  if (account === undefined) throw new Error('no account was made');
  await scene.google.ask('fill', account.email, events);
  return account.calendarId;
}

async function pull(child: Child<SyncCommands>, calendarId: string): Promise<{ ms: number; cpuMs: number }> {
  const cost = await child.ask('pull', calendarId);
  if (cost.result !== 'written') throw new Error(`the pull ended with ${cost.result}`);
  return cost;
}
