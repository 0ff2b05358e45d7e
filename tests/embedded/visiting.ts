import type pg from 'pg';
import { expect } from 'vitest';
import { type Scene, send } from '../http/scene.ts';

/** What visitors did, and what was refused. */
export interface Load {
  requests: number;
  refused: string[];
  booked: string[];
}

/** A visitor looks at the page, holds, books and reads the booking, again and again; some change their mind. */
export async function visit(
  url: string,
  scene: Scene,
  visitor: number,
  load: Load,
  isOver: () => boolean,
): Promise<void> {
  let address = '';
  const ask = async (method: string, path: string, status: number, options: Parameters<typeof send>[3] = {}) => {
    load.requests += 1;
    const response = await send(url, method, path, { ...options, headers: { 'x-forwarded-for': address } });
    if (response.status !== status) load.refused.push(`${method} ${path}: ${response.status} ${response.text}`);
    return response.body;
  };
  for (let n = 0; !isOver(); n += 1) {
    // Somebody else each time, as the proxy says: nobody books so much from one address.
    address = `10.${visitor}.${Math.floor(n / 256) % 256}.${n % 256}`;
    const email = `visitor-${visitor}-${n}@example.com`;
    await ask('GET', '/embed/config.json', 200);
    const slot = scene.slot();
    const hold = await ask('POST', '/holds', 201, { body: slot });
    const attendee = { name: 'Ann', email, time_zone: 'Europe/London', locale: 'en' };
    const body = { ...slot, attendee, answers: {}, hold: { id: hold?.id, token: hold?.token } };
    const made = await ask('POST', '/bookings', 201, { body });
    if (!made?.booking) continue;
    load.booked.push(made.booking.id);
    const token = { token: made.manage_token };
    await ask('GET', `/bookings/${made.booking.id}`, 200, token);
    if (n % 3 === 0) await ask('POST', `/bookings/${made.booking.id}/cancel`, 200, { body: {}, ...token });
  }
}

/** Each booking is there, each of its mails was made once, by whichever process, and no job was given up. */
export async function expectAllDone(sql: pg.Pool, booked: readonly string[]): Promise<void> {
  const { rows: stored } = await sql.query('select id from public.bookings where id = any ($1)', [booked]);
  expect(stored).toHaveLength(booked.length);
  const unsent = async () =>
    (await sql.query(`select kind, attempts, last_error from public.notifications where state = 'pending'`)).rows;
  await expect.poll(unsent, { timeout: 60_000, interval: 500 }).toEqual([]);
  const { rows: mails } = await sql.query(
    `select n.kind, n.attempts, count(o.notification_id)::int as kept
     from public.notifications as n left join private.outbox as o on o.notification_id = n.id
     where n.state = 'sent' and n.gathered_into is null group by n.id`,
  );
  expect(mails.filter(({ kept }) => kept !== 1)).toEqual([]);
  const { rows: lost } = await sql.query(
    `select task_identifier, attempts, last_error from graphile_worker.jobs where attempts >= max_attempts`,
  );
  expect(lost).toEqual([]);
}
