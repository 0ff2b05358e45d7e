import type { Postgres } from '../sync-service/src/embedded/postgres.ts';
import { pause } from '../sync-service/src/embedded/postgres-folder.ts';
import { measureGoogleIngest } from './google-ingest.ts';
import { connectGoogle, type GoogleScene, watchAll, withGoogle } from './google-scene.ts';
import { measureBurst } from './push-burst.ts';
import { measureLatency } from './push-latency.ts';
import { type Result, table } from './report.ts';

/** Calendars that tell of their changes: how soon a change is seen, what a burst of notifications costs, and the first pull. */
export async function benchPush(postgres: Postgres, quick: boolean): Promise<Result[]> {
  return await withGoogle(postgres, async (scene) => [
    ...(await measurePush(scene, quick)),
    table(
      'google ingest',
      'First pull of a Google calendar, events over the window, each 50th a weekly series; floor: the same requests with their responses thrown away, then the same rows, sent by a client as JSON in one `insert … select`; idle: started, and a calendar of 100 events read',
      [await measureGoogleIngest(scene, quick ? 2_000 : 10_000, quick ? 1 : 3)],
    ),
  ]);
}

/** Announced readings of one calendar are at least so far apart. */
const gatherMs = 1_000;

async function measurePush(scene: GoogleScene, quick: boolean): Promise<Result[]> {
  const many = await connectGoogle(scene, 'many', quick ? 50 : 200);
  const shared = await connectGoogle(scene, 'shared', 1, 25);
  const slow = await connectGoogle(scene, 'slow', 1);
  const fast = await connectGoogle(scene, 'fast', 1);
  const service = scene.startService();
  try {
    const served = await service.ask('serve');
    const all = [...many, ...shared, ...slow, ...fast];
    await watchAll(scene, all);
    const burst = await measureBurst(scene, service, served, all, quick ? 1_000 : 5_000);
    await pause(gatherMs + 500);
    const changes = quick ? 60 : 1_000;
    const rows = await measureLatency(
      scene,
      served,
      [
        { how: 'one host after the other', accounts: many, changes, everyMs: 0 },
        { how: 'one account after the other', accounts: shared, changes, everyMs: gatherMs / 20 },
        { how: 'a change each 1.2 s', accounts: slow, changes: null, everyMs: gatherMs + 200 },
        { how: 'one change after the other, gathered', accounts: fast, changes: null, everyMs: 0 },
      ],
      quick ? 8_000 : 90_000,
    );
    return [
      table(
        'push-latency',
        'From a change at Google until the row is committed, its slot is gone from get_available_slots over the Data API, and an open page knows: ms, p50 / p95 / p99. All rows at the same time, each waits for one change before it makes the next. The part of the stand-in: until its notification has left, and answering requests',
        rows,
      ),
      table(
        'webhook',
        'Notifications at once over all channels, of a tenth the channel or the token is wrong: time of each response, and the work that they cause; floor: as many `GET /healthz`',
        [burst],
      ),
    ];
  } finally {
    await service.stop();
  }
}
