import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { unprivilegedAccount } from '../../sync-service/src/embedded/account.ts';
import { findPostgres } from '../../sync-service/src/embedded/postgres-binaries.ts';
import { isAlive, pause } from '../../sync-service/src/embedded/postgres-folder.ts';
import { cases } from '../support/scale.ts';
import { readConnectionEnv, type ServiceProcess, startProcess } from './service-process.ts';

const INTRO = '5eed0000-0000-4000-8000-000000000003';
let dataDir = '';
let service: ServiceProcess;

beforeAll(async () => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-death-'));
  fs.chmodSync(dataDir, 0o755);
  service = await startProcess(dataDir);
});
afterAll(async () => {
  await service?.stop();
  fs.rmSync(dataDir, { recursive: true, force: true });
});

const postmasterPid = () =>
  Number(fs.readFileSync(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);

/** The processes of one kind that Postgres has started. */
function pidOfBackend(application: string, rows: { pid: number; application_name: string }[]): number {
  return rows.find((row) => row.application_name === application)?.pid ?? (rows[0]?.pid as number);
}

async function withSql<T>(work: (sql: pg.Client) => Promise<T>): Promise<T> {
  const sql = new pg.Client({ connectionString: readConnectionEnv(dataDir).DATABASE_URL });
  sql.on('error', () => {});
  await sql.connect();
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

interface Seen {
  name: string;
  status: number;
  text: string;
}

/** Asks the same again and again, and keeps what was answered. */
function keepAsking(seen: Seen[]) {
  const env = readConnectionEnv(dataDir);
  const key = { apikey: env.SUPABASE_PUBLISHABLE_KEY as string };
  const json = { 'content-type': 'application/json' };
  let isOver = false;
  const ask = async (name: string, path: string, init: RequestInit = {}) => {
    const response = await fetch(service.url + path, init).catch((error: Error) => error);
    if (response instanceof Error) seen.push({ name, status: 0, text: String(response.cause ?? response) });
    else seen.push({ name, status: response.status, text: await response.text() });
    return seen.at(-1) as Seen;
  };
  const signIn = () =>
    ask('sign-in', '/auth/v1/token?grant_type=password', {
      method: 'POST',
      headers: { ...key, ...json },
      body: JSON.stringify({ email: 'demo@example.com', password: 'demo-password' }),
    });
  const repeat = async (work: () => Promise<unknown>, rest = 20) => {
    while (!isOver) {
      await work();
      await pause(rest);
    }
  };
  const start = async () => {
    const signedIn = await signIn();
    const owner = { authorization: `Bearer ${JSON.parse(signedIn.text).access_token}` };
    const day = 86_400_000;
    const range = {
      event_type_id: INTRO,
      range_start: new Date(Date.now() + day),
      range_end: new Date(Date.now() + 10 * day),
    };
    const loops = [
      () => ask('table', '/rest/v1/hosts?select=id', { headers: { ...key, ...owner } }),
      () => ask('table', '/rest/v1/event_types?select=id,questions', { headers: { ...key, ...owner } }),
      () =>
        ask('slots', '/rest/v1/rpc/get_available_slots', {
          method: 'POST',
          headers: { ...key, ...json },
          body: JSON.stringify(range),
        }),
      () => ask('user', '/auth/v1/user', { headers: { ...key, ...owner } }),
      () => ask('connections', '/calendar/connections', { headers: owner }),
      () => ask('ready', '/readyz'),
    ].map((work) => repeat(work));
    // A password is costly to check, and meant to be.
    loops.push(repeat(signIn, 150));
    return async () => {
      isOver = true;
      await Promise.all(loops);
    };
  };
  return { start, ask };
}

/** Books until the booking is there; the same wish is sent again with the same key. */
async function book(start: string, seen: Seen[]): Promise<string> {
  const key = randomUUID();
  for (;;) {
    const response = await fetch(`${service.url}/bookings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({
        event_type_id: INTRO,
        start,
        duration_minutes: 30,
        attendee: { name: 'Ann', email: `${key}@example.com`, time_zone: 'Europe/London', locale: 'en' },
        answers: {},
      }),
    }).catch((error: Error) => error);
    if (response instanceof Error) throw new Error(`The service is gone:\n${service.output()}`, { cause: response });
    const text = await response.text();
    seen.push({ name: 'book', status: response.status, text });
    if (response.status === 201) return JSON.parse(text).booking.id;
    if (response.status !== 503) throw new Error(`${response.status} ${text}`);
    await pause(30);
  }
}

const deaths: [string, () => Promise<void>][] = [
  ['its postmaster is killed', async () => void process.kill(postmasterPid(), 'SIGKILL')],
  [
    'it is stopped by hand',
    async () => {
      const account = unprivilegedAccount();
      const pgCtl = findPostgres(account)('pg_ctl');
      spawnSync(pgCtl, ['stop', '-D', path.join(dataDir, 'postgres'), '-m', 'fast'], { ...account });
    },
  ],
  [
    'one of its backends is killed',
    () =>
      withSql(async (sql) => {
        const { rows } = await sql.query(
          `select pid, application_name from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
        );
        process.kill(pidOfBackend('openslot rest', rows), 'SIGKILL');
      }),
  ],
  [
    'all connections are ended by an administrator',
    () =>
      withSql(async (sql) => {
        await sql.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
        );
      }),
  ],
];

describe.each(deaths)('When the database dies under requests, because %s', (_why, kill) => {
  const seen: Seen[] = [];
  let freeStarts: string[];
  beforeEach(async () => {
    freeStarts = await withSql(async (sql) => {
      await sql.query('update public.event_types set horizon_days = 400 where id = $1', [INTRO]);
      const { rows } = await sql.query(
        `select s ->> 'start' as start from jsonb_array_elements(
           public.get_available_slots($1, now() + interval '2 days', now() + interval '90 days') -> 'slots') as s limit $2`,
        [INTRO, cases(20, 50)],
      );
      return rows.map(({ start }) => start);
    });
  });

  test('requests are told 503 meanwhile, all works again afterwards, and nothing is lost or doubled', async () => {
    const socket = new WebSocket(`${service.url.replace('http', 'ws')}/live?host=demo`);
    const versions: number[] = [];
    socket.on('message', (data) => versions.push(JSON.parse(String(data)).v)).on('error', () => {});
    const asking = keepAsking(seen);
    const stop = await asking.start();
    const booking = Promise.all(freeStarts.map((start, i) => pause(i * 40).then(() => book(start, seen))));
    await pause(freeStarts.length * 15);
    await kill();
    const reported = await booking;
    await expect.poll(async () => (await fetch(`${service.url}/readyz`)).status, { timeout: 30_000 }).toBe(200);
    await pause(300);
    const settledAt = seen.length;
    await pause(1000);
    await stop();
    socket.close();

    expect(service.child.exitCode, service.output()).toBeNull();
    const odd = seen.filter(({ status, text }) => status !== 503 && (status < 200 || status > 299) && text !== '');
    expect(odd.slice(0, 5)).toEqual([]);
    const refusals = seen.filter(({ status, name }) => status === 503 && ['book', 'connections'].includes(name));
    expect(refusals.filter(({ text }) => JSON.parse(text).error?.code !== 'unavailable')).toEqual([]);
    expect(seen.slice(settledAt).filter(({ status }) => status > 299)).toEqual([]);
    expect(new Set(seen.slice(settledAt).map(({ name }) => name)).size).toBeGreaterThan(5);
    expect(versions.length).toBeGreaterThan(0);

    const stored = await withSql((sql) =>
      sql.query('select id from public.bookings where starts_at = any ($1) and status = $2', [freeStarts, 'confirmed']),
    );
    expect(stored.rows.map(({ id }) => id).sort()).toEqual(reported.sort());
    expect(service.output()).not.toMatch(/uncaught|unhandled|Node\.js v/i);
    expect(isAlive(service.child.pid as number)).toBe(true);
  }, 120_000);
});
