import fs from 'node:fs';
import http from 'node:http';
import pg from 'pg';
import type { Postgres } from '../sync-service/src/embedded/postgres.ts';
import { pause } from '../sync-service/src/embedded/postgres-folder.ts';
import { makeSecretsFolder, startSyncChild } from './accounts.ts';
import { cpuOfTree } from './cpu.ts';
import { percentile, type Result, round, table } from './report.ts';
import { load } from './stack.ts';

interface Target {
  hostId: string;
  eventTypeId: string;
  start: string;
}

/** Hosts open around the clock with one event type of 30 minutes. */
export async function makeHosts(
  sql: pg.Pool,
  prefix: string,
  count: number,
): Promise<{ hostId: string; eventTypeId: string }[]> {
  const { rows } = await sql.query(
    `with owner as (insert into auth.users (id, email) values (gen_random_uuid(), $1 || '@example.com') returning id),
     host as (
       insert into public.hosts (owner_id, slug, max_bookings_per_email) select o.id, $1 || '-' || n, null from owner as o, generate_series(1, $2::int) as n returning id
     ),
     hours as (
       insert into public.availability_rules (host_id, day_of_week, start_time, end_time)
       select h.id, d, '00:00', '24:00' from host as h, generate_series(0, 6) as d
     )
     insert into public.event_types (host_id, slug) select h.id, 'intro' from host as h
     returning host_id as "hostId", id as "eventTypeId"`,
    [prefix, count],
  );
  return rows;
}

const agent = new http.Agent({ keepAlive: true });

const firstDay = Math.ceil((Date.now() + 86_400_000) / 86_400_000) * 86_400_000;
/** The n-th half hour from tomorrow on. */
export const startOf = (n: number) => new Date(firstDay + n * 1_800_000).toISOString();

/**
 * Bookings a second over HTTP, on many hosts and on one, against the same rows inserted directly under the same
 * constraints; and what a booking costs, with its mails, each part by itself.
 */
export async function benchBook(postgres: Postgres, quick: boolean): Promise<Result> {
  const bookings = quick ? 200 : 1500;
  const clients = 8;
  const folder = makeSecretsFolder();
  const service = startSyncChild(postgres, folder);
  const sql = new pg.Pool({ connectionString: postgres.url('postgres', 'postgres'), max: clients });
  const rows: Record<string, string | number>[] = [];
  try {
    const { url } = await service.ask('serve');
    for (const hosts of [200, 1]) {
      const targets = async (name: string, count = bookings): Promise<Target[]> => {
        const made = await makeHosts(sql, `${name}-${hosts}`, hosts);
        return Array.from({ length: count }, (_, i) => {
          const host = made[i % hosts] as { hostId: string; eventTypeId: string };
          return { ...host, start: startOf(Math.floor(i / hosts)) };
        });
      };
      // What one measurement leaves to do is not paid by the next.
      const run = async (items: Target[], work: (target: Target) => Promise<void>) => {
        await allMailed(sql);
        return load(items, clients, work);
      };
      const floor = await run(await targets('floor'), (target) => insertDirectly(sql, target));
      const sqlOnly = await run(await targets('sql'), (target) => bookInSql(sql, target));
      await run(await targets('warm', 300), (target) => bookOverHttp(url, target));
      await allMailed(sql);
      const before = { database: cpuOfTree(postgres.pid), service: await service.ask('cpuMs'), clients: ownCpuMs() };
      const overHttp = await run(await targets('http'), (target) => bookOverHttp(url, target));
      const asked = { database: cpuOfTree(postgres.pid), service: await service.ask('cpuMs'), clients: ownCpuMs() };
      await allMailed(sql);
      const after = { database: cpuOfTree(postgres.pid), service: await service.ask('cpuMs') };
      const perSecond = (seconds: number) => Math.round(bookings / seconds);
      rows.push({
        hosts,
        'at a time': clients,
        bookings,
        'HTTP /s': perSecond(overHttp.seconds),
        'p50 ms': round(percentile(overHttp.each, 50)),
        'p95 ms': round(percentile(overHttp.each, 95)),
        'create_booking /s': perSecond(sqlOnly.seconds),
        'floor: bare inserts /s': perSecond(floor.seconds),
        'HTTP / floor': round(floor.seconds / overHttp.seconds),
        'meanwhile: CPU ms a booking, database': round((asked.database - before.database) / bookings),
        service: round((asked.service - before.service) / bookings),
        clients: round((asked.clients - before.clients) / bookings),
        'until all is mailed: database': round((after.database - before.database) / bookings),
        'service ': round((after.service - before.service) / bookings),
      });
    }
  } finally {
    await sql.end();
    await service.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
  return table(
    'book',
    'Bookings a second over HTTP (attendee, notifications and jobs included) and by create_booking alone, against inserting only the booking and its attendee by as many connections. CPU: of Postgres, of the service and of these clients, while it is booked, and until all mails of it are kept, too; mails go out meanwhile',
    rows,
  );
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function allMailed(sql: pg.Pool): Promise<void> {
  for (;;) {
    const { rows } = await sql.query(
      `select exists (select from graphile_worker.jobs where task_identifier = 'send_notification' and run_at <= now()) as "isBusy"`,
    );
    if (!rows[0].isBusy) return;
    await pause(50);
  }
}

async function insertDirectly(sql: pg.Pool, { hostId, eventTypeId, start }: Target): Promise<void> {
  await sql.query({
    name: 'floor',
    text: `with booking as (
             insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at, seat)
             values ($1, $2, 'confirmed', $3::timestamptz, $3::timestamptz + interval '30 minutes', 1) returning id
           )
           insert into public.booking_attendees (booking_id, name, email) select id, 'Ann', 'ann@example.com' from booking`,
    values: [hostId, eventTypeId, start],
  });
}

async function bookInSql(sql: pg.Pool, { eventTypeId, start }: Target): Promise<void> {
  await sql.query({
    name: 'book',
    text: `select public.create_booking($1, $2, 30, '{"name": "Ann", "email": "ann@example.com"}')`,
    values: [eventTypeId, start],
  });
}

/** Books as a visitor with this address. */
export async function bookOverHttp(
  url: string,
  { eventTypeId, start }: Target,
  email = 'ann@example.com',
): Promise<void> {
  const attendee = { name: 'Ann', email, time_zone: 'Europe/London', locale: 'en' };
  const body = { event_type_id: eventTypeId, start, duration_minutes: 30, attendee, answers: {} };
  const { status, text } = await post(`${url}/bookings`, JSON.stringify(body));
  if (status !== 201) throw new Error(`POST /bookings answered ${status}: ${text}`);
}

/** Not `fetch`: the clients share two cores with what is measured, and this takes half as much of them. */
function post(url: string, body: string): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const request = http.request(url, { method: 'POST', agent, headers }, (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (part: string) => {
      text += part;
    });
    response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
    response.once('error', reject);
  });
  request.once('error', reject);
  request.end(body);
  return promise;
}
