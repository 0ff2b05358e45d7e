import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createClient } from '@supabase/supabase-js';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort, pause, respondsOn } from '../../sync-service/src/embedded/postgres-folder.ts';
import { readConnectionEnv } from './service-process.ts';

const root = path.resolve(import.meta.dirname, '../..');
const INTRO = '5eed0000-0000-4000-8000-000000000003';
const NOBODY = 65534;

interface Launched {
  child: ChildProcess;
  url: string;
  port: number;
  output(): string;
  /** Exit code of the launcher. */
  ended: Promise<number | null>;
  signal(name: NodeJS.Signals): void;
}

/** Everything that a test has started, in process groups of their own. */
const launched: Launched[] = [];
let folder: string;
/** Data of a service that was started once and stopped. */
let used: string;
function makeFolder(): string {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-start-'));
  fs.chmodSync(made, 0o755);
  return made;
}
beforeAll(async () => {
  used = folder = makeFolder();
  const { signal, ended } = await start();
  signal('SIGINT');
  await ended;
  launched.length = 0;
});
afterAll(() => fs.rmSync(used, { recursive: true, force: true }));
beforeEach(() => {
  folder = makeFolder();
});
afterEach(async () => {
  for (const { signal, ended } of launched.splice(0).reverse()) {
    signal('SIGKILL');
    await ended;
  }
  // Postgres stops by its watchdog and still writes until then.
  await expect.poll(() => isPostgresUp(), { timeout: 15_000 }).toBe(false);
  fs.rmSync(folder, { recursive: true, force: true });
});

async function isPostgresUp(): Promise<boolean> {
  const file = path.join(folder, '.data', 'postgres', 'postmaster.pid');
  if (!fs.existsSync(file)) return false;
  return respondsOn(Number(fs.readFileSync(file, 'utf8').split('\n')[3]));
}

interface LaunchOptions {
  port?: number;
  env?: Record<string, string>;
  uid?: number;
  project?: string;
  /** By npm itself, with its shell in between, instead of by the launcher that it starts. */
  byNpm?: boolean;
}

/** `npm start` in the test's folder, without any variable but the port. */
async function launch({ port, env = {}, uid, project = root, byNpm }: LaunchOptions = {}): Promise<Launched> {
  const listens = port ?? (await freePort());
  const [command, ...args] = byNpm
    ? // npm runs in the folder of the project.
      ['npm', '--prefix', project, 'start']
    : [process.execPath, path.join(project, 'sync-service/bin/run.mjs'), 'start'];
  const child = spawn(command as string, args, {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      PORT: String(listens),
      ...(byNpm && { DATA_DIR: path.join(folder, '.data') }),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const made: Launched = {
    child,
    port: listens,
    url: `http://localhost:${listens}`,
    output: () => text,
    ended,
    signal(name) {
      try {
        process.kill(-(child.pid as number), name);
      } catch (error) {
        // It has ended already.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    },
  };
  launched.push(made);
  return made;
}

/** `npm start`, until it says that it is ready. */
async function start(options: LaunchOptions = {}): Promise<Launched> {
  const made = await launch(options);
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await pause(50)) {
    if (made.output().includes('Openslot is ready')) return made;
    if (made.child.exitCode !== null) break;
  }
  throw new Error(`It did not start:\n${made.output()}`);
}

/** `npm start` on data that are there already: making the database anew each time would take most of the time. */
function startAgain(options: LaunchOptions = {}): Promise<Launched> {
  spawnSync('cp', ['-a', path.join(used, '.data'), folder]);
  return start(options);
}

const connection = () => readConnectionEnv(path.join(folder, '.data'));

async function query(text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: connection().DATABASE_URL });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const client = (key = connection().SUPABASE_PUBLISHABLE_KEY as string) =>
  createClient(connection().SUPABASE_URL as string, key, { auth: { persistSession: false, autoRefreshToken: false } });

async function introSlots(): Promise<{ start: string }[]> {
  const day = 86_400_000;
  const { data, error } = await client().rpc('get_available_slots', {
    event_type_id: INTRO,
    range_start: new Date(Date.now() + day).toISOString(),
    range_end: new Date(Date.now() + 15 * day).toISOString(),
  });
  expect(error).toBeNull();
  return data.slots;
}

describe('npm start', () => {
  it('prints where everything is, and serves it there with the demo', async () => {
    const { url, output } = await start();
    expect(output()).toContain(`Openslot is ready: ${url}`);
    expect(output()).toContain(`${url}/book/demo/intro`);
    expect(output()).toContain('.data/connection.env');

    const file = path.join(folder, '.data', 'connection.env');
    expect((fs.statSync(file).mode & 0o777).toString(8)).toBe('600');
    expect((fs.statSync(path.join(folder, '.data', 'secrets.json')).mode & 0o777).toString(8)).toBe('600');
    expect(Object.keys(connection())).toEqual([
      'SUPABASE_URL',
      'SUPABASE_PUBLISHABLE_KEY',
      'SUPABASE_SECRET_KEY',
      'DATABASE_URL',
    ]);
    expect(connection().SUPABASE_URL).toBe(url);
    expect(await query('select current_user as role')).toEqual([{ role: 'postgres' }]);
    expect(output()).not.toContain(connection().SUPABASE_SECRET_KEY);
    expect(output()).not.toContain(new URL(connection().DATABASE_URL as string).password);

    const demo = await client().auth.signInWithPassword({ email: 'demo@example.com', password: 'demo-password' });
    expect(demo.error).toBeNull();
    expect((await client(connection().SUPABASE_SECRET_KEY).from('hosts').select('slug')).data).toEqual([
      { slug: 'demo' },
    ]);
    expect((await introSlots()).length).toBeGreaterThan(10);
    for (const page of ['/', '/book/demo/intro', '/docs', '/openapi.json', '/readyz']) {
      expect((await fetch(url + page)).status, page).toBe(200);
    }
  });

  it('on Ctrl-C stops the service and Postgres, and ends well', async () => {
    const { signal, ended, port, output } = await startAgain();
    expect(await isPostgresUp()).toBe(true);
    signal('SIGINT');
    expect(await ended, output()).toBe(0);
    expect(await respondsOn(port)).toBe(false);
    expect(await isPostgresUp()).toBe(false);
    expect(output()).not.toMatch(/error|\bat .+:\d+:\d+/i);
  });

  it('killed at once leaves no Postgres behind, and its bookings are there at the next start', async () => {
    const first = await startAgain();
    const slot = (await introSlots())[0]?.start;
    const made = await fetch(`${first.url}/bookings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        event_type_id: INTRO,
        start: slot,
        duration_minutes: 30,
        attendee: { name: 'Ann', email: 'ann@example.com', time_zone: 'Europe/London', locale: 'en' },
        answers: {},
      }),
    });
    const { booking } = (await made.json()) as { booking: { id: string } };
    expect(made.status).toBe(201);

    first.signal('SIGKILL');
    await first.ended;
    await expect.poll(() => isPostgresUp(), { timeout: 10_000 }).toBe(false);

    const keys = connection();
    const second = await start();
    expect(await query('select id, status from public.bookings')).toEqual([{ id: booking.id, status: 'confirmed' }]);
    expect((await introSlots()).map(({ start }) => start)).not.toContain(slot);
    expect(connection().SUPABASE_SECRET_KEY).toBe(keys.SUPABASE_SECRET_KEY);
    expect(connection().SUPABASE_URL).toBe(second.url);
  });

  it('ends when npm alone is told to, which tells nobody but its shell', async () => {
    const { child, port } = await startAgain({ byNpm: true });
    expect(await isPostgresUp()).toBe(true);
    child.kill('SIGTERM');
    await expect.poll(() => respondsOn(port), { timeout: 10_000 }).toBe(false);
    await expect.poll(() => isPostgresUp(), { timeout: 10_000 }).toBe(false);
  });

  it('ends by itself when only its launcher was killed', async () => {
    const { child, ended, port } = await startAgain();
    child.kill('SIGKILL');
    await ended;
    await expect.poll(() => respondsOn(port), { timeout: 10_000 }).toBe(false);
    await expect.poll(() => isPostgresUp(), { timeout: 10_000 }).toBe(false);
  });

  it('does not bring back demo data that was deleted', async () => {
    const first = await startAgain();
    await query("delete from public.hosts where slug = 'demo'");
    first.signal('SIGINT');
    await first.ended;
    await start();
    expect(await query('select slug from public.hosts')).toEqual([]);
  });

  it('without the demo makes no demo user', async () => {
    await start({ env: { DEMO: 'false' } });
    expect(await query('select email from auth.users')).toEqual([]);
  });
});

describe('A second npm start', () => {
  it('on a port that is taken says so in one line', async () => {
    const first = await startAgain();
    const second = await launch({ port: first.port });
    expect(await second.ended).toBe(1);
    const lines = second.output().trim().split('\n');
    expect(lines).toEqual([expect.stringMatching(new RegExp(`port ${first.port}.*PORT`, 'i'))]);
    // The first does not mind.
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  });

  it('in the same folder shares the database, and leaves it running', async () => {
    const first = await startAgain();
    const second = await start();
    expect(second.output()).toContain('database of another process');
    expect((await fetch(`${second.url}/readyz`)).status).toBe(200);
    expect(connection().SUPABASE_URL).toBe(first.url);
    second.signal('SIGINT');
    expect(await second.ended, second.output()).toBe(0);
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  });
});

describe('A configuration that cannot be used', () => {
  it('ends the start with one message that names every fault, and no stack', async () => {
    const { ended, output } = await launch({ env: { SUPABASE_URL: 'https://project.example.com', DEMO: 'perhaps' } });
    expect(await ended).toBe(1);
    for (const name of ['DATABASE_URL', 'SUPABASE_SECRET_KEY', 'TOKEN_ENCRYPTION_KEYS', 'DEMO']) {
      expect(output()).toContain(name);
    }
    expect(output()).not.toMatch(/\bat .+:\d+:\d+|node:internal/);
    expect(fs.existsSync(path.join(folder, '.data'))).toBe(false);
  });
});

const isRoot = process.getuid?.() === 0;
const isReachable =
  isRoot &&
  spawnSync('/bin/sh', ['-c', 'test -x "$0"', process.execPath], { uid: NOBODY, gid: NOBODY }).status === 0 &&
  spawnSync('/bin/sh', ['-c', 'test -r "$0"', path.join(root, 'node_modules/hono/package.json')], {
    uid: NOBODY,
    gid: NOBODY,
  }).status === 0;

describe.skipIf(!isReachable)('An ordinary user', () => {
  it('starts it in a copy of the project that is theirs', async () => {
    const project = path.join(folder, 'project');
    for (const part of ['package.json', 'package-lock.json', 'sync-service', 'supabase', 'web-embed']) {
      fs.cpSync(path.join(root, part), path.join(project, part), { recursive: true, preserveTimestamps: true });
    }
    fs.symlinkSync(path.join(root, 'node_modules'), path.join(project, 'node_modules'));
    spawnSync('chown', ['-R', `${NOBODY}:${NOBODY}`, folder]);
    const { signal, ended, url, output } = await start({ project, uid: NOBODY });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(fs.statSync(path.join(folder, '.data', 'postgres')).uid).toBe(NOBODY);
    signal('SIGINT');
    expect(await ended, output()).toBe(0);
  });
});
