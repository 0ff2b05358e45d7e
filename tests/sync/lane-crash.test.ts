import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { passDeadLimit, readConnectionEnv, startProcess } from '../embedded/service-process.ts';
import { eventIn, slotIn } from './feed-scene.ts';
import { startFeed } from './feed-stand-in.ts';

let dataDir = '';
beforeAll(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-lane-'));
  fs.chmodSync(dataDir, 0o755);
});
afterAll(() => fs.rmSync(dataDir, { recursive: true, force: true }));

async function signIn(url: string, env: Record<string, string>): Promise<string> {
  const response = await fetch(`${url}/auth/v1/token?grant_type=password`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', apikey: env.SUPABASE_PUBLISHABLE_KEY ?? '' },
    body: JSON.stringify({ email: 'demo@example.com', password: 'demo-password' }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

// caldav.md 27, 28 (for any source)
test('killed in the middle of a pull, the service has the account read again within a minute of its start', async () => {
  const feed = await startFeed();
  const first = await startProcess(dataDir);
  const env = readConnectionEnv(dataDir);
  const token = await signIn(first.url, env);
  feed.response({ events: [eventIn(2)] });
  const connected = await fetch(`${first.url}/calendar/connections/ics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ url: feed.url }),
  });
  expect(connected.status).toBe(201);
  const { connection } = (await connected.json()) as { connection: { id: string; calendars: { id: string }[] } };
  const sql = new pg.Client({ connectionString: env.DATABASE_URL });
  await sql.connect();
  const stored = async (client: pg.Client) => {
    const { rows } = await client.query('select starts_at from public.synced_events order by 1');
    return rows.map((row) => row.starts_at.toISOString());
  };
  await expect.poll(() => stored(sql), { timeout: 10_000 }).toHaveLength(1);

  let isAsked = false;
  feed.response(() => {
    isAsked = true;
  });
  await sql.query('select private.enqueue_pull($1, $2)', [connection.calendars[0]?.id, connection.id]);
  await expect.poll(() => isAsked, { timeout: 10_000 }).toBe(true);
  await sql.end();
  await first.crash();
  const diedAt = new Date();

  feed.response({ events: [eventIn(2), eventIn(3)] });
  const second = await startProcess(dataDir);
  try {
    const again = new pg.Client({ connectionString: readConnectionEnv(dataDir).DATABASE_URL });
    await again.connect();
    await passDeadLimit(again, diedAt);
    await expect
      .poll(() => stored(again), { timeout: 60_000, interval: 250 })
      .toEqual([slotIn(2), slotIn(3)].map(({ start }) => new Date(start).toISOString()));
    await again.end();
  } finally {
    await second.stop();
    await feed.stop();
  }
}, 120_000);
