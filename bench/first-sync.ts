import { pause } from '../sync-service/src/embedded/postgres-folder.ts';
import type { Child } from './child.ts';
import { copyEvents, countEvents, replay } from './ingest.ts';
import { connect, type ProviderName, type PushScene, standInOf } from './push-scene.ts';
import { round } from './report.ts';
import type { SyncCommands } from './sync-child.ts';
import type { Target } from './targets.ts';

type Row = Record<string, string | number>;

/** What a calendar holds: so many events, some of which are series that repeat each week. */
export interface Contents {
  events: number;
  series: number;
}

interface Best {
  ms: number;
  cpuMs: number;
  requestsMs: number;
  insertMs: number;
  requests: number;
  /** Of the feed. */
  pages: number;
  rows: number;
  occurrences: number;
}

const providers = ['google', 'microsoft'] as const;

/**
 * The first pull of a large calendar, of each provider in turn: best of several runs against its floor, then what memory
 * it takes.
 */
export async function measureFirstSync(
  scene: PushScene,
  contents: Contents,
  runs: number,
): Promise<{ rows: Row[]; targets: Target[] }> {
  const none = { ms: Infinity, cpuMs: 0, requestsMs: Infinity, insertMs: Infinity };
  const counts = { requests: 0, pages: 0, rows: 0, occurrences: 0 };
  const best: Record<ProviderName, Best> = { google: { ...none, ...counts }, microsoft: { ...none, ...counts } };
  const child = scene.startService();
  const name = `${contents.events}-${contents.series}`;
  try {
    for (const provider of providers) {
      const warm = { events: 500, series: contents.series === 0 ? 0 : 10 };
      await pull(child, await fill(scene, provider, `warm-${name}`, warm));
    }
    for (let run = 0; run < runs; run += 1) {
      for (const provider of providers) await pullOnce(scene, child, provider, `${name}-${run}`, contents, best);
    }
  } finally {
    await child.stop();
  }
  const rows: Row[] = [];
  const memory: Partial<Record<ProviderName, number>> = {};
  for (const provider of providers) {
    const { idleMb, aboveMb } = await measureMemory(scene, provider, contents);
    memory[provider] = aboveMb;
    rows.push({ provider, ...describe(contents, best[provider]), 'idle MB': idleMb, 'above idle MB': aboveMb });
  }
  return { rows, targets: targetsOf(contents, best, memory.microsoft ?? Number.NaN) };
}

async function pullOnce(
  scene: PushScene,
  child: Child<SyncCommands>,
  provider: ProviderName,
  name: string,
  contents: Contents,
  best: Record<ProviderName, Best>,
): Promise<void> {
  const { sql, origins } = scene;
  const standIn = standInOf(scene, provider);
  const calendarId = await fill(scene, provider, name, contents);
  const copyId = await fill(scene, provider, `copy-${name}`, { events: 0, series: 0 });
  await standIn.ask('record');
  const cost = await pull(child, calendarId);
  const recorded = await standIn.ask('recorded');
  const so = best[provider];
  so.requests = recorded.length;
  so.pages = recorded.filter(({ url }) => provider === 'google' || url.includes('/calendarView/delta')).length;
  so.rows = await countEvents(sql, calendarId);
  so.occurrences = await countOccurrences(scene, calendarId);
  if (cost.ms < so.ms) Object.assign(so, { ms: cost.ms, cpuMs: cost.cpuMs });
  so.requestsMs = Math.min(so.requestsMs, await replay(origins[provider], recorded));
  so.insertMs = Math.min(so.insertMs, await copyEvents(sql, calendarId, copyId));
  await sql.query('delete from public.synced_events where calendar_id = any ($1)', [[calendarId, copyId]]);
  // Else each run would meet what the ones before have left behind.
  await sql.query('vacuum public.synced_events, private.busy_days');
}

async function countOccurrences({ sql }: PushScene, calendarId: string): Promise<number> {
  const { rows } = await sql.query(
    'select count(*)::int as n from public.synced_events where calendar_id = $1 and series_id is not null',
    [calendarId],
  );
  return rows[0].n;
}

function describe({ events, series }: Contents, best: Best): Row {
  return {
    events,
    series,
    rows: best.rows,
    requests: best.requests,
    seconds: round(best.ms / 1000),
    'rows /s': Math.round(best.rows / (best.ms / 1000)),
    'service CPU s': round(best.cpuMs / 1000),
    'floor: requests s': round(best.requestsMs / 1000),
    'floor: insert s': round(best.insertMs / 1000),
    'ours / floor': round(best.ms / (best.requestsMs + best.insertMs)),
  };
}

function targetsOf({ events, series }: Contents, best: Record<ProviderName, Best>, aboveMb: number): Target[] {
  const { google, microsoft } = best;
  const what = `first sync of ${events} events, ${series} of them series`;
  const speed = ({ rows, ms }: Best) => rows / ms;
  return [
    {
      what: `${what}: requests`,
      figure: microsoft.requests,
      limit: 1.1 * microsoft.pages + microsoft.occurrences / 200,
      unit: '(1.1 a page of the feed, 1 for 200 occurrences)',
    },
    {
      what: `${what}: rows a second, beside Google`,
      figure: speed(microsoft) / speed(google),
      bound: '>=',
      limit: 0.8,
      unit: '',
    },
    { what: `${what}: memory above idle`, figure: aboveMb, limit: 64, unit: 'MB' },
  ];
}

/** Idle: the whole service, started, and a calendar of 100 events read. */
async function measureMemory(
  scene: PushScene,
  provider: ProviderName,
  contents: Contents,
): Promise<{ idleMb: number; aboveMb: number }> {
  const child = scene.startService();
  const name = `${contents.events}-${contents.series}`;
  try {
    await child.ask('serve');
    await pause(2_000);
    await pull(child, await fill(scene, provider, `small-${name}`, { events: 100, series: 0 }));
    const { nowMb } = await child.ask('memory');
    await pull(child, await fill(scene, provider, `memory-${name}`, contents));
    const { maxMb } = await child.ask('memory');
    return { idleMb: Math.round(nowMb), aboveMb: Math.round(maxMb - nowMb) };
  } finally {
    await child.stop();
  }
}

async function fill(scene: PushScene, provider: ProviderName, name: string, contents: Contents): Promise<string> {
  const [account] = await connect(scene, provider, name);
  const [calendar] = account?.calendars ?? [];
  if (calendar === undefined) throw new Error('no account was made');
  await standInOf(scene, provider).ask('fill', calendar.providerId, contents.events, contents.series);
  return calendar.id;
}

async function pull(child: Child<SyncCommands>, calendarId: string): Promise<{ ms: number; cpuMs: number }> {
  const cost = await child.ask('pull', calendarId);
  if (cost.result !== 'written') throw new Error(`the pull ended with ${cost.result}`);
  return cost;
}
