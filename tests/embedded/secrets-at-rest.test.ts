import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { cases } from '../support/scale.ts';
import { readConnectionEnv, type ServiceProcess, startProcess } from './service-process.ts';

// A process of its own: its data folder is that of `npm start`, and what it prints is what an operator keeps.
const INTRO = '5eed0000-0000-4000-8000-000000000003';
const NAME = 'Zebulonia Quistenberg';
/** What strangers and owners send where it is refused: none of it may be kept anywhere. */
const PLANTED = {
  filter: 'planted-filter-4711',
  value: 'planted-value-4712',
  argument: 'planted-argument-4713',
  password: 'planted-password-4714',
  header: 'planted-header-4715',
  cookie: 'planted-cookie-4716',
  address: 'planted-address-4717',
};
/** What a terminal would obey, and what would begin a line of its own. */
const INJECTED =
  '\n2026-01-01 00:00:00.000 UTC [1] LOG:  injected\r\n{"level":"info","msg":"injected"}\u001b[2J\u202e\u2028\u0085';
const BEGINS_A_LINE = /^\s*(2026-01-01 00:00:00\.000 UTC|\{"level":"info","msg":"injected"\})/m;
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are looked for
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

let dataDir = '';
let service: ServiceProcess;
let token = '';
beforeAll(async () => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-rest-'));
  fs.chmodSync(dataDir, 0o755);
  service = await startProcess(dataDir);
  const signedIn = await ask('POST', '/auth/v1/token?grant_type=password', {
    body: { email: 'demo@example.com', password: 'demo-password' },
  });
  token = JSON.parse(signedIn.text).access_token;
});
afterAll(async () => {
  await service?.stop();
  fs.rmSync(dataDir, { recursive: true, force: true });
});

async function ask(method: string, target: string, options: { body?: unknown; headers?: Record<string, string> } = {}) {
  const response = await fetch(service.url + target, {
    method,
    headers: {
      apikey: readConnectionEnv(dataDir).SUPABASE_PUBLISHABLE_KEY as string,
      'content-type': 'application/json',
      ...options.headers,
    },
    ...(options.body === undefined
      ? {}
      : { body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body) }),
  });
  return { status: response.status, text: await response.text() };
}

/** Every file of the data folder with the path that it has in there. */
function* filesIn(folder = dataDir): Generator<string> {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(file);
    else yield path.relative(dataDir, file);
  }
}

/** The files that hold any of these texts. What Postgres removes while it is read holds none. */
function filesWith(text: string, isMeant: (file: string) => boolean = () => true): string[] {
  return [...filesIn()].filter(isMeant).filter((file) => {
    try {
      return fs.readFileSync(path.join(dataDir, file)).includes(text);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  });
}

const owner = () => ({ authorization: `Bearer ${token}`, cookie: PLANTED.cookie, 'x-planted': PLANTED.header });

/** Errors of each kind, in every way to the database. */
async function fail(times: number): Promise<string[]> {
  const served: string[] = [];
  const wrong = async (...request: Parameters<typeof ask>) => {
    const { status } = await ask(...request);
    if (status < 400 || status > 499) served.push(`${status} ${request[0]} ${request[1].slice(0, 40)}`);
  };
  const odd = encodeURIComponent(`${PLANTED.filter}${INJECTED}`);
  for (let i = 0; i < times; i += 1) {
    const headers = owner();
    await wrong('GET', `/rest/v1/hosts?id=eq.${odd}`, { headers });
    await wrong('GET', `/rest/v1/hosts?select=${odd}`, { headers });
    await wrong('GET', `/rest/v1/${odd}?x=${odd}`, { headers });
    await wrong('GET', `/rest/v1/event_types?durations_minutes=cs.${odd}`, { headers });
    await wrong('POST', '/rest/v1/hosts', {
      headers,
      body: { slug: `${PLANTED.value}${INJECTED}`, display_name: NAME },
    });
    await wrong('PATCH', `/rest/v1/hosts?slug=eq.demo`, {
      headers,
      body: { time_zone: `${PLANTED.value}${INJECTED}` },
    });
    await wrong('POST', '/rest/v1/rpc/get_available_slots', { headers, body: { event_type_id: PLANTED.argument } });
    await wrong('POST', '/rest/v1/rpc/get_available_slots', {
      headers,
      body: { event_type_id: `${PLANTED.argument}${INJECTED}`, range_start: INJECTED, range_end: INJECTED },
    });
    await wrong('GET', `/rest/v1/rpc/get_booking_page?host_slug=${odd}&event_slug=${odd}`, { headers });
    await wrong('POST', '/rest/v1/rpc/create_booking', { headers, body: { attendee: { name: NAME } } });
    await wrong('POST', '/auth/v1/signup', { body: { email: `${PLANTED.address}${INJECTED}`, password: 'abc' } });
    await wrong('POST', '/auth/v1/token?grant_type=password', {
      body: { email: 'demo@example.com', password: PLANTED.password },
    });
    await wrong('POST', '/auth/v1/verify', { body: { type: 'signup', token_hash: `${PLANTED.password}\u0000` } });
    await wrong('GET', '/auth/v1/user', { headers: { authorization: `Bearer ${PLANTED.header}` } });
    await wrong('POST', '/bookings', {
      body: {
        event_type_id: INTRO,
        start: '2020-01-01T00:00:00Z',
        duration_minutes: 30,
        attendee: { name: NAME, email: 'zebulonia@visitor.example', time_zone: 'UTC', locale: 'en' },
      },
    });
    await wrong('GET', `/bookings/${odd}?token=${PLANTED.filter}`, { headers });
    await wrong('POST', '/calendar/connections/ics', {
      headers,
      body: { url: `https://${PLANTED.password}@${INJECTED}` },
    });
  }
  return served;
}

/** As any process of the machine can. */
async function connectAs(user: string): Promise<void> {
  const url = new URL(readConnectionEnv(dataDir).DATABASE_URL as string);
  const client = new pg.Client({ host: url.hostname, port: Number(url.port), user, password: 'x', database: user });
  client.on('error', () => {});
  await client.connect().catch(() => {});
}

describe('Whatever is refused', () => {
  test('leaves no secret, token or name in any file or line, and begins no line of its own', async () => {
    expect(await fail(cases(2, 20))).toEqual([]);
    await connectAs(`nobody${INJECTED.replaceAll('\u0000', '')}`);
    const socket = new WebSocket(`${service.url.replace('http', 'ws')}/live?host=${encodeURIComponent(INJECTED)}`);
    await new Promise((resolve) => socket.on('error', resolve));
    await new Promise((resolve) => setTimeout(resolve, 200));

    const env = readConnectionEnv(dataDir);
    const isKept = (file: string) => ['connection.env', 'secrets.json', 'postgres.secret'].includes(file);
    const secrets = { ...PLANTED, key: env.SUPABASE_SECRET_KEY as string, token };
    for (const [name, secret] of Object.entries(secrets)) {
      expect(
        filesWith(secret, (file) => !isKept(file)),
        name,
      ).toEqual([]);
      expect(service.output().includes(secret), `${name} in what it printed`).toBe(false);
    }
    // A refused row may lie in the pages of the database itself, and only there.
    expect(filesWith(NAME, (file) => !/^postgres\/(base|pg_wal)\//.test(file))).toEqual([]);
    expect(service.output()).not.toContain(NAME);
    const logged = fs.readFileSync(path.join(dataDir, 'postgres.log'), 'utf8');
    for (const text of [logged, service.output()]) {
      expect(text).not.toMatch(BEGINS_A_LINE);
      expect(text).not.toMatch(OBEYED);
    }
    // The log does tell of Postgres itself, one line a message.
    expect(logged).toMatch(/^\S+ \S+ UTC \[\d+\] LOG: {2}database system is ready to accept connections$/m);
    expect(logged).toMatch(/FATAL: {2}.*nobody\\u000a2026-01-01/);
  });

  test('is no error of the service: its log stays as it was', () => {
    const lines = service.output().split('\n');
    const reported = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    expect(reported.filter(({ level }) => level !== 'info')).toEqual([]);
  });
});

describe('A secret that is shown once', () => {
  test.each([
    ['of a webhook', '/webhook-endpoints', { url: 'https://example.com/kept-1' }, 'whsec_', 'kept-1'],
    ['that is an API key', '/api-keys', { name: 'kept-2', scopes: ['read'] }, 'osk_', 'kept-2'],
  ])('%s is in no file, in no line, and in no row that the Data API shows', async (_, route, body, prefix, kept) => {
    const created = await ask('POST', route, { headers: owner(), body });
    expect(created.status, created.text).toBe(201);
    const { secret } = JSON.parse(created.text);
    expect(secret).toMatch(new RegExp(`^${prefix}`));
    // Where it is used, and where it is refused.
    await ask('GET', '/bookings', { headers: { authorization: `Bearer ${secret}` } });
    await ask('GET', `/bookings?q=${'x'.repeat(201)}`, { headers: { authorization: `Bearer ${secret}` } });
    // What was stored of it is in the files by now.
    expect(filesWith(kept)).not.toEqual([]);
    const rest = secret.slice(prefix.length + 8);
    expect(filesWith(rest)).toEqual([]);
    expect(service.output()).not.toContain(rest);
    for (const table of ['webhook_endpoints', 'api_keys', 'webhook_deliveries']) {
      const rows = await ask('GET', `/rest/v1/${table}`, { headers: owner() });
      expect(rows.status, rows.text).toBe(200);
      expect(rows.text).not.toContain(rest);
    }
  });
});

describe('The files of the data folder', () => {
  test('with secrets, and the log of the database, are for their owner only', () => {
    const open = ['connection.env', 'secrets.json', 'postgres.secret', 'postgres.log', 'sandbox-google.json'].filter(
      (file) => (fs.statSync(path.join(dataDir, file)).mode & 0o077) !== 0,
    );
    expect(open).toEqual([]);
  });
});
