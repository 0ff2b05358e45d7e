import fs from 'node:fs';
import http from 'node:http';
import pg from 'pg';
import { withConnection } from '../../sync-service/src/db/connections.ts';
import type { Postgres } from '../../sync-service/src/embedded/postgres.ts';
import { idOf } from '../../tests/sql/size/fill.ts';
import { makeSecretsFolder, startSyncChild } from '../accounts.ts';
import { cpuOfTree } from '../cpu.ts';
import { percentile, round } from '../report.ts';

/** Of a hundred calls. */
const mix = { slots: 70, hold: 10, booking: 10, apply: 8, tick: 2 } as const;
type Kind = keyof typeof mix;
const kinds = Object.keys(mix) as Kind[];
const hundred = kinds.flatMap((kind) => Array.from({ length: mix[kind] }, () => kind));
/** Accounts that are due in each tick. */
const dueAccounts = 20;
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

interface Door {
  url: string;
  publishableKey: string;
}

/** A call that was made: when it had to begin, how long it took from then on, and whether it did what was asked. */
interface Made {
  kind: Kind;
  ms: number;
  isDone: boolean;
}

/** Numbers that are the same in each run (mulberry32). */
export function createChance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

/**
 * Visitors and jobs on so many processes of the service, each with its worker and ticks, at a steady pace on hosts that are drawn
 * from all there are: how long each kind of call takes from when it was due to begin.
 */
export async function measureMixed(
  postgres: Postgres,
  parts: { hosts: number; processes: number; perSecond: number; seconds: number },
): Promise<Record<string, string | number>> {
  const folder = makeSecretsFolder();
  const sql = new pg.Pool({ connectionString: postgres.url('postgres', 'postgres'), max: 8 });
  sql.on('error', () => {});
  const services = Array.from({ length: parts.processes }, () => startSyncChild(postgres, folder));
  try {
    await prepare(postgres);
    const doors: Door[] = [];
    for (const service of services) doors.push(await service.ask('serve'));
    // Other numbers in each run on a database: what was booked is taken.
    const { rows } = await sql.query('select count(*)::int as bookings from public.bookings');
    const chance = createChance(rows[0].bookings);
    const scene = { sql, hosts: parts.hosts, chance };
    // Plans are made, and pools filled.
    await drive(parts.perSecond, 8, (n) => callOf(scene, doors, n));
    const cpu = async () => ({
      database: cpuOfTree(postgres.pid),
      service: (await Promise.all(services.map((service) => service.ask('cpuMs')))).reduce((sum, ms) => sum + ms, 0),
    });
    const before = await cpu();
    const made = await drive(parts.perSecond, parts.seconds, (n) => callOf(scene, doors, n));
    const after = await cpu();
    const row: Record<string, string | number> = {
      hosts: parts.hosts,
      processes: parts.processes,
      'calls /s': round(made.length / parts.seconds),
    };
    for (const kind of kinds) {
      const times = made.filter((one) => one.kind === kind).map(({ ms }) => ms);
      row[`${kind} p50 / p95 ms`] = `${round(percentile(times, 50))} / ${round(percentile(times, 95))}`;
    }
    row['CPU ms a call: database'] = round((after.database - before.database) / made.length);
    row.service = round((after.service - before.service) / made.length);
    row['not done'] = made.filter(({ isDone }) => !isDone).length;
    return row;
  } finally {
    await Promise.all(services.map((service) => service.stop()));
    await sql.end();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** No provider is asked here: calendars count as read for the time of the run, and no booking is written to one. */
async function prepare(postgres: Postgres): Promise<void> {
  await withConnection(postgres.url('postgres'), 'openslot bench', async (admin) => {
    const statements = [
      'set session_replication_role = replica',
      `update public.calendars set last_synced_at = now() + interval '2 hours' where last_synced_at < now() + interval '1 hour'`,
      'update public.calendar_links set is_booking_target = false where is_booking_target',
      `update private.connection_sync set next_poll_at = now() + interval '1 day', maintain_at = now() + interval '1 day'
       where least(next_poll_at, maintain_at) < now() + interval '6 hours'`,
      'vacuum analyze public.calendars, public.calendar_links, private.connection_sync',
    ];
    for (const statement of statements) await admin.query(statement);
  });
}

/** Begins calls at a steady pace, whether or not the ones before have ended. */
async function drive(
  perSecond: number,
  seconds: number,
  begin: (n: number) => [Kind, Promise<boolean>],
): Promise<Made[]> {
  const made: Promise<Made>[] = [];
  const began = performance.now();
  for (let n = 0; n < perSecond * seconds; n += 1) {
    const due = began + (n * 1000) / perSecond;
    const waitMs = due - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const [kind, done] = begin(n);
    made.push(done.catch(() => false).then((isDone) => ({ kind, ms: performance.now() - due, isDone })));
  }
  return await Promise.all(made);
}

interface Scene {
  sql: pg.Pool;
  hosts: number;
  chance: (below: number) => number;
}

function callOf(scene: Scene, doors: Door[], n: number): [Kind, Promise<boolean>] {
  const { chance } = scene;
  const kind = hundred[chance(100)] ?? 'slots';
  const host = 1 + chance(scene.hosts);
  const door = doors[n % doors.length] as Door;
  return [kind, calls[kind](scene, door, host)];
}

const calls: Record<Kind, (scene: Scene, door: Door, host: number) => Promise<boolean>> = {
  slots: async (_scene, { url, publishableKey }, host) => {
    const from = dayAt(1, 0);
    const body = { event_type_id: idOf('type', host), range_start: from, range_end: dayAt(32, 0) };
    const { status, text } = await post(`${url}/rest/v1/rpc/get_available_slots`, body, { apikey: publishableKey });
    return status === 200 && JSON.parse(text).slots.length > 0;
  },
  hold: async ({ chance }, { url }, host) => {
    const { status } = await post(`${url}/holds`, {
      event_type_id: idOf('type', host),
      start: startOf(chance),
      duration_minutes: 30,
    });
    return status === 201;
  },
  booking: async ({ chance }, { url }, host) => {
    const attendee = { name: 'Ben', email: `ben-${chance(1e9)}@example.com`, time_zone: 'Europe/London', locale: 'en' };
    const body = {
      event_type_id: idOf('type', host),
      start: startOf(chance),
      duration_minutes: 30,
      attendee,
      answers: {},
    };
    const { status } = await post(`${url}/bookings`, body);
    return status === 201;
  },
  apply: async ({ sql, chance }, _door, host) => {
    const calendar = idOf('calendar', host, 2);
    const at = dayAt(35 + chance(4), 6 + chance(3));
    const run = idOf('run', host, chance(1e9));
    await sql.query(`update private.calendar_sync set run_id = $2, cursor = 'cursor' where calendar_id = $1`, [
      calendar,
      run,
    ]);
    const { rows } = await sql.query(
      `select public.apply_calendar_changes($1, jsonb_build_object('expected_cursor', 'cursor', 'changes', jsonb_build_array(jsonb_build_object(
         'kind', 'upsert', 'provider_event_id', 'mixed', 'starts_at', $3::timestamptz, 'ends_at', $3::timestamptz + interval '30 minutes')),
         'next_cursor', 'next', 'run_id', $2::uuid, 'is_full', false, 'is_last', true, 'covered_from', now(), 'covered_until', now() + interval '400 days')) as page`,
      [calendar, run, at],
    );
    // As the next pull of the calendar leaves it: it counts as read for the time of the run.
    await sql.query(`update public.calendars set last_synced_at = now() + interval '2 hours' where id = $1`, [
      calendar,
    ]);
    return rows[0].page !== null;
  },
  // Taken back: the accounts are nobody's, and cannot be asked.
  tick: async ({ sql, hosts, chance }) => {
    const ids = Array.from({ length: dueAccounts }, () => idOf('connection', 1 + chance(hosts)));
    const client = await sql.connect();
    try {
      await client.query('begin');
      await client.query('update private.connection_sync set next_poll_at = now() where connection_id = any ($1)', [
        ids,
      ]);
      await client.query('select public.enqueue_due_polls(60, 200)');
      return true;
    } finally {
      await client.query('rollback');
      client.release();
    }
  },
};

const today = Math.floor(Date.now() / 86_400_000) * 86_400_000;
const dayAt = (day: number, hour: number): string =>
  new Date(today + day * 86_400_000 + hour * 3_600_000).toISOString();
/** Between the events of the day. */
const startOf = (chance: (below: number) => number): string =>
  new Date(Date.parse(dayAt(2 + chance(30), 14)) + chance(7) * 1_800_000).toISOString();

function post(
  url: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const sent = JSON.stringify(body);
  const all = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent), ...headers };
  const request = http.request(url, { method: 'POST', agent, headers: all }, (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (part: string) => {
      text += part;
    });
    response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
    response.once('error', reject);
  });
  request.once('error', (error: NodeJS.ErrnoException) => {
    // The server has closed a connection that was not used for a while, at the moment when it was.
    if (request.reusedSocket && error.code === 'ECONNRESET') post(url, body, headers).then(resolve, reject);
    else reject(error);
  });
  request.end(sent);
  return promise;
}
