import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pause } from '../../sync-service/src/embedded/postgres-folder.ts';
import { cases } from '../support/scale.ts';
import { passDeadLimit, readConnectionEnv, startProcess } from './service-process.ts';

const INTRO = '5eed0000-0000-4000-8000-000000000003';
let dataDir = '';

beforeAll(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-crash-'));
  fs.chmodSync(dataDir, 0o755);
});
afterAll(() => fs.rmSync(dataDir, { recursive: true, force: true }));

interface Wish {
  key: string;
  body: string;
  bookingId?: string;
}

/** Sends a booking request; false when the service died under it. */
async function send(url: string, wish: Wish): Promise<boolean> {
  const response = await fetch(`${url}/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': wish.key },
    body: wish.body,
  }).catch(() => null);
  if (!response) return false;
  const text = await response.text().catch(() => '');
  if (response.status === 201 && text.endsWith('}')) wish.bookingId = JSON.parse(text).booking.id;
  return response.status === 201;
}

test('killed in the middle of bookings and started again, the service has lost nothing and doubled nothing', async () => {
  const first = await startProcess(dataDir);
  const sql = new pg.Client({ connectionString: readConnectionEnv(dataDir).DATABASE_URL });
  await sql.connect();
  await sql.query(`update public.event_types set horizon_days = 400 where id = $1`, [INTRO]);
  const { rows: free } = await sql.query(
    `select s ->> 'start' as start from jsonb_array_elements(
       public.get_available_slots($1, now() + interval '2 days', now() + interval '60 days') -> 'slots') as s limit $2`,
    [INTRO, cases(40, 200)],
  );
  await sql.end();
  const wishes: Wish[] = free.map(({ start }) => ({
    key: randomUUID(),
    body: JSON.stringify({
      event_type_id: INTRO,
      start,
      duration_minutes: 30,
      attendee: { name: 'Ann', email: `${randomUUID()}@example.com`, time_zone: 'Europe/London', locale: 'en' },
      answers: {},
    }),
  }));

  const sending = Promise.all(wishes.map((wish, i) => pause(i * 15).then(() => send(first.url, wish))));
  await pause(wishes.length * 7);
  await first.crash();
  const diedAt = new Date();
  await sending;
  const reported = wishes.filter((wish) => wish.bookingId).map((wish) => wish.bookingId);

  const second = await startProcess(dataDir);
  try {
    for (const wish of wishes) expect(await send(second.url, wish)).toBe(true);
    const again = new pg.Client({ connectionString: readConnectionEnv(dataDir).DATABASE_URL });
    await again.connect();
    await passDeadLimit(again, diedAt);
    const count = async (query: string) => (await again.query(query)).rows[0].n as number;
    expect(await count(`select count(*)::int as n from public.bookings where status = 'confirmed'`)).toBe(
      wishes.length,
    );
    const { rows } = await again.query('select id from public.bookings');
    expect(rows.map((row) => row.id)).toEqual(expect.arrayContaining(reported));

    // Every mail is kept, to visitor and host, each once.
    await expect
      .poll(() => count(`select count(*)::int as n from public.notifications where state = 'sent'`), {
        timeout: 60_000,
      })
      .toBe(2 * wishes.length);
    expect(await count('select count(*)::int as n from private.outbox')).toBe(2 * wishes.length);
    await again.end();
  } finally {
    expect(await second.stop()).toBe(0);
  }
}, 180_000);
