import pg from 'pg';
import { WebSocket } from 'ws';
import type { Postgres } from '../sync-service/src/embedded/postgres.ts';
import { pause } from '../sync-service/src/embedded/postgres-folder.ts';
import { type ProviderName, type PushAccount, type PushScene, standInOf } from './push-scene.ts';
import { clockMs, percentile, round } from './report.ts';

type Row = Record<string, string | number>;

/** A service that runs, and where it is. */
export interface Served {
  url: string;
  publishableKey: string;
}

/** Milliseconds of one change. */
interface Sample {
  committed: number;
  slotGone: number;
  message: number;
  /** What of it the stand-in took. */
  standIn: number;
  requests: number;
}

interface Notified {
  version: number;
  at: number;
}

/** What is told about hosts, each with its moment, in order. */
interface Ears {
  hears(hostId: string, isMeant: (notified: Notified) => boolean | Promise<boolean>): Promise<Notified>;
  close(): Promise<void> | void;
}

/** How changes are made: one after the other, each when the one before was heard of. */
export interface Walk {
  how: string;
  /** One after the other is changed, then again from the first; of several providers in turn. */
  accounts: PushAccount[];
  /** Of each provider. Null: for as long as other walks go on. */
  changes: number | null;
  /** Least milliseconds from one change to the next. */
  everyMs: number;
}

/** What a walk measured of one provider. */
export interface Latency {
  how: string;
  provider: ProviderName;
  samples: Sample[];
}

/**
 * Changes calendars, all walks at the same time, and takes the time until the row is committed, the slot is no longer
 * offered over the Data API, and an open page hears of it.
 * @param maxMs Walks end after that at the latest: on a slow machine with fewer changes.
 */
export async function measureLatency(
  scene: PushScene,
  served: Served,
  walks: Walk[],
  maxMs: number,
): Promise<{ rows: Row[]; latencies: Latency[] }> {
  const commits = await watchDatabase(scene.postgres);
  const pages = await openPages(
    served,
    walks.flatMap(({ accounts }) => accounts),
  );
  const on: On = { scene, served, commits, pages };
  const endAt = performance.now() + maxMs;
  let bounded = walks.filter(({ changes }) => changes !== null).length;
  try {
    const measured = await Promise.all(
      walks.map(async (walk) => {
        const made: { account: PushAccount; sample: Sample }[] = [];
        const providers = new Set(walk.accounts.map(({ provider }) => provider)).size;
        const goesOn = () =>
          walk.changes === null ? bounded > 0 && made.length < maxSlots : made.length < walk.changes * providers;
        while (goesOn() && performance.now() < endAt) {
          const next = performance.now() + walk.everyMs;
          const account = walk.accounts[made.length % walk.accounts.length] as PushAccount;
          const sample = await changeOnce(on, account, made.length).catch((cause: unknown) => {
            throw new Error(`${walk.how}: change ${made.length}, of ${account.email} at ${account.provider}`, {
              cause,
            });
          });
          made.push({ account, sample });
          await pause(Math.max(0, next - performance.now()));
        }
        if (walk.changes !== null) bounded -= 1;
        return describe(walk, made);
      }),
    );
    return { rows: measured.flatMap(({ rows }) => rows), latencies: measured.flatMap(({ latencies }) => latencies) };
  } finally {
    await pages.close();
    await commits.close();
  }
}

interface On {
  scene: PushScene;
  served: Served;
  commits: Ears;
  pages: Ears;
}

const halfHour = 1_800_000;
/** Half hours of 80 days: what is later than 90 days is not read. */
const maxSlots = 80 * 48;
const firstDay = Math.ceil((Date.now() + 86_400_000) / 86_400_000) * 86_400_000;

/** Takes one of the host's half hours. */
async function changeOnce(on: On, account: PushAccount, slot: number): Promise<Sample> {
  const { scene, served, commits, pages } = on;
  const { sql } = scene;
  const standIn = standInOf(scene, account.provider);
  // Of several calendars another one each time that the account's turn comes.
  const turn = Math.floor(slot / 2) % account.calendars.length;
  const calendar = account.calendars[turn] as PushAccount['calendars'][number];
  const start = firstDay + slot * halfHour;
  if (!(await isOffered(served, account, start))) throw new Error(`${account.hostSlug} has no slot to take`);
  const iso = (ms: number) => new Date(ms).toISOString();
  const changing = Promise.withResolvers<{ id: string; at: number }>();
  const isThere = async () => {
    // It may be committed before we are told its name.
    const { id } = await changing.promise;
    const found = await sql.query(
      'select from public.synced_events as e where e.calendar_id = $1 and e.provider_event_id = $2',
      [calendar.id, id],
    );
    return found.rowCount === 1;
  };
  const committing = commits.hears(account.hostId, isThere);
  const notifying = pages.hears(account.hostId, async ({ version }) => version >= (await committing).version);
  // Awaited below; what fails first is told.
  for (const waiting of [committing, notifying]) waiting.catch(() => {});
  const changed = await standIn.ask('change', account.email, calendar.providerId, iso(start), iso(start + halfHour));
  const changedAt = changed.at;
  changing.resolve(changed);
  const commit = await committing;
  while (await isOffered(served, account, start));
  const goneAt = clockMs();
  const message = await notifying;
  const own = await standIn.ask('ownPart', account.email);
  return {
    committed: commit.at - changedAt,
    slotGone: goneAt - changedAt,
    message: message.at - changedAt,
    standIn: own.postMs + own.respondsMs,
    requests: own.requests,
  };
}

async function isOffered({ url, publishableKey }: Served, account: PushAccount, start: number): Promise<boolean> {
  const response = await fetch(`${url}/rest/v1/rpc/get_available_slots`, {
    method: 'POST',
    headers: { apikey: publishableKey, 'content-type': 'application/json' },
    body: JSON.stringify({
      event_type_id: account.eventTypeId,
      range_start: new Date(start - 12 * 3_600_000).toISOString(),
      range_end: new Date(start + 12 * 3_600_000).toISOString(),
    }),
  });
  if (!response.ok) throw new Error(`get_available_slots answered ${response.status}: ${await response.text()}`);
  const { slots } = (await response.json()) as { slots: { start: string }[] };
  return slots.some((slot) => Date.parse(slot.start) === start);
}

/** Hands what is told to who waits for it, one after the other. */
function createEars(where: string): { notify(hostId: string, version: number): void; hears: Ears['hears'] } {
  const waiting = new Map<string, (notified: Notified) => void>();
  return {
    notify: (hostId, version) => waiting.get(hostId)?.({ version, at: clockMs() }),
    hears: (hostId, isMeant) =>
      new Promise((resolve, reject) => {
        const giveUp = setTimeout(
          () => reject(new Error(`${where}: nothing was heard of host ${hostId} for 20 seconds`)),
          20_000,
        );
        waiting.set(hostId, (notified) => {
          Promise.resolve(isMeant(notified)).then((is) => {
            if (!is) return;
            clearTimeout(giveUp);
            resolve(notified);
          }, reject);
        });
      }),
  };
}

/** A change of a host's slots is seen a few milliseconds after its commit. */
async function watchDatabase(postgres: Postgres): Promise<Ears> {
  const client = new pg.Client({ connectionString: postgres.url('postgres', 'postgres') });
  const { notify, hears } = createEars('database');
  await client.connect();
  /** By host: one that is not new is none to tell. */
  const versions = new Map<string, number>();
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const { rows } = await client.query<{ host_id: string; version: number }>(
        'select host_id, version::int from private.host_versions',
      );
      for (const row of rows) {
        if (versions.get(row.host_id) === row.version) continue;
        versions.set(row.host_id, row.version);
        notify(row.host_id, row.version);
      }
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
  })();
  return {
    hears,
    async close() {
      isOver = true;
      await watching;
      await client.end();
    },
  };
}

/** One open page of each host. */
async function openPages({ url }: Served, accounts: PushAccount[]): Promise<Ears> {
  const hosts = [...new Map(accounts.map(({ hostId, hostSlug }) => [hostId, hostSlug]))];
  const { notify, hears } = createEars('page');
  const sockets = hosts.map(([hostId, slug], n) => {
    // Visitors from everywhere: one address may only have so many.
    const headers = { 'x-forwarded-for': `10.1.${n >> 8}.${n & 255}` };
    const socket = new WebSocket(`${url.replace('http', 'ws')}/live?host=${slug}`, { headers });
    socket.on('message', (data) => notify(hostId, (JSON.parse(String(data)) as { v: number }).v));
    return socket;
  });
  await Promise.all(
    sockets.map((socket) => new Promise((resolve, reject) => socket.once('message', resolve).once('error', reject))),
  );
  return {
    hears,
    close() {
      for (const socket of sockets) socket.terminate();
    },
  };
}

const values = {
  committed: (sample: Sample) => sample.committed,
  slotGone: (sample: Sample) => sample.slotGone,
  message: (sample: Sample) => sample.message,
  standIn: (sample: Sample) => sample.standIn,
  withoutStandIn: (sample: Sample) => sample.message - sample.standIn,
} as const;

/** A percentile of what a walk measured, in milliseconds. */
export function percentileOf({ samples }: Latency, of: keyof typeof values, p: number): number {
  return percentile(samples.map(values[of]), p);
}

function describe(
  { how, accounts }: Walk,
  made: { account: PushAccount; sample: Sample }[],
): { rows: Row[]; latencies: Latency[] } {
  const latencies = [...Map.groupBy(made, ({ account }) => account.provider)].map(([provider, of]) => {
    return { how, provider, samples: of.map(({ sample }) => sample) };
  });
  const rows = latencies.map((latency) => {
    const { provider, samples } = latency;
    const own = accounts.filter((account) => account.provider === provider);
    const three = (of: keyof typeof values) => [50, 95, 99].map((p) => round(percentileOf(latency, of, p))).join(' / ');
    return {
      provider,
      hosts: new Set(own.map(({ hostId }) => hostId)).size,
      accounts: own.length,
      calendars: own.reduce((sum, { calendars }) => sum + calendars.length, 0),
      how,
      changes: samples.length,
      'row committed': three('committed'),
      'slot gone': three('slotGone'),
      'page knows': three('message'),
      'stand-in': three('standIn'),
      'page knows without it': three('withoutStandIn'),
      'requests a change': round(samples.reduce((sum, { requests }) => sum + requests, 0) / samples.length),
    };
  });
  return { rows, latencies };
}
