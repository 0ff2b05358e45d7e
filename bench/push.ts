import type { Postgres } from '../sync-service/src/embedded/postgres.ts';
import { pause } from '../sync-service/src/embedded/postgres-folder.ts';
import type { Child } from './child.ts';
import { measureFirstSync } from './first-sync.ts';
import { measureIdlePolls } from './idle-poll.ts';
import { measureBodies, measureBurst, measureHandshakes } from './push-burst.ts';
import { type Latency, measureLatency, percentileOf, type Served, type Walk } from './push-latency.ts';
import { connect, type PushAccount, type PushScene, watchAll, withProviders } from './push-scene.ts';
import { type Result, table } from './report.ts';
import type { SyncCommands } from './sync-child.ts';
import { judge, type Target } from './targets.ts';

/** What can be measured apart. */
export const pushParts = ['push-latency', 'webhook', 'first-sync', 'idle-poll'] as const;
export type PushPart = (typeof pushParts)[number];

interface Measured {
  tables: Result[];
  targets: Target[];
}

/**
 * Calendars that tell of their changes, of Google and of Microsoft in the same run: how soon a change is seen, what a
 * burst of notices costs, the first pull, and a poll that finds nothing.
 */
export async function benchPush(postgres: Postgres, parts: readonly PushPart[], quick: boolean): Promise<Result[]> {
  return await withProviders(postgres, async (scene) => {
    const all: Measured[] = [];
    if (parts.includes('push-latency') || parts.includes('webhook')) all.push(await measurePush(scene, parts, quick));
    if (parts.includes('first-sync')) all.push(await measureFirstSyncs(scene, quick));
    if (parts.includes('idle-poll')) all.push(await measureIdle(scene, quick));
    const inFlight = await scene.microsoft.ask('peakInFlight');
    const most = { what: 'requests in flight for one mailbox, over all of it', figure: inFlight, limit: 2, unit: '' };
    return [
      ...all.flatMap(({ tables }) => tables),
      table('microsoft targets', 'What calendars of Microsoft have to reach, in this run', [
        ...judge([...all.flatMap(({ targets }) => targets), most]),
      ]),
    ];
  });
}

/** Announced readings of one calendar are at least so far apart. */
const gatherMs = 1_000;
/** Those of an account whose channel is for all its calendars. */
const accountGatherMs = 340;
/** How much later than its notices the feed of Microsoft shows a change, where it does. */
const lagMs = 2_000;

async function measurePush(scene: PushScene, parts: readonly PushPart[], quick: boolean): Promise<Measured> {
  const both = async (name: string, options: Parameters<typeof connect>[3]) =>
    inTurn(await connect(scene, 'google', name, options), await connect(scene, 'microsoft', name, options));
  const many = await both('many', { hosts: quick ? 50 : 200 });
  const three = await both('three', { calendars: 3 });
  const shared = await both('shared', { perHost: 25 });
  const slow = await both('slow', {});
  const fast = await both('fast', {});
  const late = await connect(scene, 'microsoft', 'late', { hosts: quick ? 5 : 20 });
  const service = scene.startService();
  try {
    const served = await service.ask('serve');
    await watchAll(scene, [...many, ...three, ...shared, ...slow, ...fast, ...late]);
    const all: Measured[] = [];
    if (parts.includes('webhook')) all.push(await measureWebhooks(scene, service, served, quick));
    await pause(gatherMs + 500);
    if (parts.includes('push-latency')) {
      const changes = quick ? 60 : 1_000;
      // Walks change an account of each provider in turn.
      const walks: Walk[] = [
        { how: 'one host after the other', accounts: many, changes, everyMs: 0 },
        { how: 'one calendar of three after the other', accounts: three, changes, everyMs: accountGatherMs / 2 + 10 },
        { how: 'one account after the other', accounts: shared, changes, everyMs: gatherMs / 40 },
        { how: 'a change each 1.2 s', accounts: slow, changes: null, everyMs: (gatherMs + 200) / 2 },
        { how: 'one change after the other, gathered', accounts: fast, changes: null, everyMs: 0 },
      ];
      all.push(await measureWalks(scene, served, walks, late, quick));
    }
    return { tables: all.flatMap(({ tables }) => tables), targets: all.flatMap(({ targets }) => targets) };
  } finally {
    await service.stop();
  }
}

function inTurn(one: PushAccount[], other: PushAccount[]): PushAccount[] {
  return one.flatMap((account, n) => [account, other[n] as PushAccount]);
}

async function measureWalks(
  scene: PushScene,
  served: Served,
  walks: Walk[],
  late: PushAccount[],
  quick: boolean,
): Promise<Measured> {
  const prompt = await measureLatency(scene, served, walks, quick ? 15_000 : 600_000);
  await scene.microsoft.ask('lag', lagMs);
  const lagging = late.map((account): Walk => {
    return { how: `the feed lags ${lagMs / 1000} s`, accounts: [account], changes: quick ? 2 : 10, everyMs: 0 };
  });
  const slower = await measureLatency(scene, served, lagging, 120_000);
  await scene.microsoft.ask('lag', 0);
  const samples = slower.latencies.flatMap((latency) => latency.samples);
  const behind: Latency = { how: lagging[0]?.how ?? '', provider: 'microsoft', samples };
  return {
    tables: [
      table(
        'push-latency',
        'From a change at the provider until the row is committed, its slot is gone from get_available_slots over the Data API, and an open page knows: ms, p50 / p95 / p99. All rows at the same time; each waits for one change, of Google and of Microsoft in turn, before it makes the next. The part of the stand-in: until its notice has left, and answering requests',
        prompt.rows,
      ),
      table(
        'push-latency, late feed',
        'The same while the feed shows a change two seconds after its notice: hosts at the same time, a change of each after the other',
        slower.rows,
      ),
    ],
    targets: [
      ...walks.slice(0, 2).flatMap(({ how }) => targetsOf(how, prompt.latencies)),
      {
        what: `${behind.how}: p95 until an open page knows`,
        figure: percentileOf(behind, 'message', 95),
        limit: lagMs + 1_000,
        unit: 'ms',
      },
    ],
  };
}

function targetsOf(how: string, latencies: Latency[]): Target[] {
  const of = (provider: string) => latencies.find((each) => each.how === how && each.provider === provider);
  const [google, microsoft] = [of('google'), of('microsoft')];
  if (google === undefined || microsoft === undefined) return [];
  const own = percentileOf(microsoft, 'withoutStandIn', 95);
  return [
    {
      what: `${how}: p95 until an open page knows`,
      figure: percentileOf(microsoft, 'message', 95),
      limit: 250,
      unit: 'ms',
    },
    {
      what: `${how}: the same without the stand-in, beside Google`,
      figure: own / percentileOf(google, 'withoutStandIn', 95),
      limit: 1.3,
      unit: '',
    },
  ];
}

async function measureWebhooks(
  scene: PushScene,
  service: Child<SyncCommands>,
  served: Served,
  quick: boolean,
): Promise<Measured> {
  const on = { scene, service, served };
  const notices = quick ? 1_000 : 5_000;
  const google = await measureBurst(on, notices);
  await scene.microsoft.ask('listingsInASecond');
  const bodies = [];
  for (const sockets of [4, 1, 16]) bodies.push(await measureBodies(on, notices, sockets));
  const listings = await scene.microsoft.ask('listingsInASecond');
  const handshakes = await measureHandshakes(on, quick ? 200 : 1_000);
  return {
    tables: [
      table(
        'webhook',
        'Notices at once over all channels, a tenth of them forged; those of Microsoft in calls of 1 to 300: time of each response, and the work that they cause; floor: as many `GET /healthz`',
        [google, ...bodies.map(({ row }) => row)],
      ),
      table('handshake', 'Validation tokens that are given back, one after the other', [handshakes.row]),
    ],
    targets: [
      { what: `webhook, 4 calls at once: p99 of the answer`, figure: bodies[0]?.p99 ?? NaN, limit: 20, unit: 'ms' },
      { what: 'webhook: listings at a calendar in any second', figure: listings, limit: 3, unit: '' },
      { what: 'handshake: p99 of the answer', figure: handshakes.p99, limit: 5, unit: 'ms' },
      {
        what: 'handshake: calls of the database',
        figure: Number(handshakes.row['database calls']),
        limit: 0,
        unit: '',
      },
    ],
  };
}

async function measureFirstSyncs(scene: PushScene, quick: boolean): Promise<Measured> {
  const rows = [];
  const targets = [];
  for (const contents of [
    { events: 10_000, series: 0 },
    { events: 10_000, series: 200 },
    { events: 2_000, series: 200 },
  ]) {
    const scaled = quick ? { events: contents.events / 5, series: contents.series / 5 } : contents;
    const measured = await measureFirstSync(scene, scaled, quick ? 1 : 4);
    rows.push(...measured.rows);
    targets.push(...measured.targets);
  }
  return {
    tables: [
      table(
        'first sync',
        'First pull of a calendar, events over the window, some of them weekly series; Google and Microsoft in turn, best of four; floor: the same requests with their responses thrown away, then the same rows, sent by a client as JSON in one `insert … select`; idle: started, and a calendar of 100 events read',
        rows,
      ),
    ],
    targets,
  };
}

async function measureIdle(scene: PushScene, quick: boolean): Promise<Measured> {
  const { rows, targets } = await measureIdlePolls(scene, quick ? 2 : 10);
  return {
    tables: [table('idle poll', 'A poll of an account where nothing changed, on average for each calendar', rows)],
    targets,
  };
}
