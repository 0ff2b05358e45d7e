import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import type pg from 'pg';
import { createSealer, type Sealer } from '../sync-service/src/credentials/seal.ts';
import { newWebhookSecret, sealWebhookSecret, webhookBinding } from '../sync-service/src/credentials/webhook-secret.ts';
import type { Postgres } from '../sync-service/src/embedded/postgres.ts';
import { createLogger } from '../sync-service/src/log.ts';
import { startService } from '../sync-service/src/service.ts';
import { makeSecretsFolder, openPool } from './accounts.ts';
import { type Child, startChild } from './child.ts';
import type { ReceiverCommands } from './hook-receiver.ts';
import { clockMs, percentile, type Result, round, table } from './report.ts';
import { load, prepareService } from './stack.ts';

type Row = Record<string, string | number>;

interface Scene {
  sql: pg.Pool;
  seal: Sealer;
  receiver: Child<ReceiverCommands>;
  origin: string;
  /** Events for each of the ten endpoints. */
  each: number;
}

const endpoints = 10;
/** About as much as a booking has to say. */
const payload = { booking: { id: randomUUID(), attendee: { name: 'Ann', answers: { about: 'x'.repeat(600) } } } };

/** Deliveries to ten endpoints: all alive, and with one that never responds. */
export async function benchHooks(postgres: Postgres, quick: boolean): Promise<Result> {
  const sql = openPool(postgres);
  const folder = makeSecretsFolder();
  const { config, platform, close } = await prepareService(postgres, folder);
  const receiver = startChild<ReceiverCommands>('hook-receiver.ts');
  const log = createLogger({ level: 'silent' });
  const service = await startService({ config, providers: new Map(), platform, log, rateLimit: null });
  try {
    const origin = await receiver.ask('listen');
    const scene = { sql, seal: createSealer(config.tokenKeys), receiver, origin, each: quick ? 100 : 1000 };
    const floor = await measureFloor(scene);
    const rows: Row[] = [];
    for (const dead of [0, 1, 0, 1]) rows.push(await measure(scene, dead, floor));
    return table(
      'hooks',
      'Webhook deliveries to ten endpoints, all recorded at once, and 5 single events a second meanwhile; each twice. Floor: the same requests of a client that does nothing else, four at a time',
      rows,
    );
  } finally {
    await service.stop();
    await close();
    await receiver.stop();
    await sql.end();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** An endpoint of an owner of its own. */
async function addEndpoint({ sql, seal, origin }: Scene, path: string): Promise<{ id: string; ownerId: string }> {
  const { rows } = await sql.query(
    `insert into auth.users (id, email) values (gen_random_uuid(), gen_random_uuid() || '@example.com') returning id`,
  );
  const [id, ownerId] = [randomUUID(), rows[0].id as string];
  const sealed = await sealWebhookSecret(seal, newWebhookSecret(), webhookBinding(ownerId, id));
  await sql.query(`select public.create_webhook_endpoint($1, $2, $3, '{booking.confirmed}', $4)`, [
    id,
    ownerId,
    `${origin}/${path}`,
    sealed,
  ]);
  return { id, ownerId };
}

async function measure(scene: Scene, dead: number, floorPerSecond: number): Promise<Row> {
  const { sql, receiver, each } = scene;
  await receiver.ask('reset');
  const all = [];
  for (let i = 0; i < endpoints; i += 1) all.push(await addEndpoint(scene, i < dead ? `dead${i}` : `live${i}`));
  // Whoever is told of single events, which shall not wait for the many.
  const single = await addEndpoint(scene, 'single');
  const began = clockMs();
  for (const { ownerId } of all) {
    await sql.query(
      `select count(private.add_webhook_event($1, 'booking.confirmed', $2)) from generate_series(1, $3)`,
      [ownerId, JSON.stringify(payload), each],
    );
  }
  const expected = (endpoints - dead) * each;
  const sent: number[] = [];
  const counted = async () => {
    const counts = await receiver.ask('counts');
    return Object.entries(counts).reduce((sum, [path, n]) => sum + (path.startsWith('/live') ? n : 0), 0);
  };
  while ((await counted()) < expected) {
    const n = sent.length;
    sent.push(clockMs());
    await sql.query(`select private.add_webhook_event($1, 'booking.confirmed', $2)`, [
      single.ownerId,
      JSON.stringify({ n }),
    ]);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const seconds = (clockMs() - began) / 1000;
  while ((await receiver.ask('arrivals')).length < sent.length) await new Promise((resolve) => setTimeout(resolve, 50));
  const waits = (await receiver.ask('arrivals')).map(([n, at]) => at - (sent[n] ?? at));
  const { rows } = await sql.query(
    'select count(*)::int as n from public.webhook_deliveries where endpoint_id = any ($1) and attempts > 1 and state = $2',
    [all.map(({ id }) => id), 'delivered'],
  );
  await sql.query('update public.webhook_endpoints set is_active = false');
  return {
    'dead endpoints': dead,
    deliveries: endpoints * each,
    'to live ones': expected,
    seconds: round(seconds),
    'live /s': round(expected / seconds),
    'floor /s': round(floorPerSecond),
    'floor / ours': round(floorPerSecond / (expected / seconds)),
    'sent twice': rows[0].n,
    'single events: p50 ms': round(percentile(waits, 50)),
    'p95 ms': round(percentile(waits, 95)),
  };
}

async function measureFloor({ origin, each }: Scene): Promise<number> {
  const body = JSON.stringify({ type: 'booking.confirmed', timestamp: '2026-12-01T10:00:00Z', data: payload });
  const count = endpoints * each;
  const { seconds } = await load(Array.from({ length: count }), 4, async () => {
    const response = await fetch(`${origin}/floor`, { method: 'POST', body, headers: { connection: 'close' } });
    await response.arrayBuffer();
  });
  return count / seconds;
}
