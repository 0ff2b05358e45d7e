import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSql } from '../../sync-service/src/embedded/platform.ts';
import { createDatabase } from '../support/cluster.ts';
import { openSupabaseProject, type SupabaseProject } from '../support/supabase-project.ts';
import { HOSTED } from './config-scene.ts';

const program = new URL('../../sync-service/bin/owner-create.ts', import.meta.url).pathname;

/** Runs the command with nothing but this environment. */
async function run(env: Record<string, string>, ...args: string[]): Promise<{ status: number | null; output: string }> {
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, output };
}

const passwordIn = (output: string) => /password +(\S+)/.exec(output)?.[1] ?? '';

/** Opens a booking page's slots as a visitor does; how many there are in the next two weeks. */
async function countSlots(project: { url: string; publishableKey: string }, slug: string): Promise<number> {
  const visitor = createClient(project.url, project.publishableKey, { auth: { persistSession: false } });
  const page = await visitor.rpc('get_booking_page', { host_slug: slug, event_slug: 'meeting' });
  const { data } = await visitor.rpc('get_available_slots', {
    event_type_id: page.data.event_type.id,
    range_start: new Date().toISOString(),
    range_end: new Date(Date.now() + 14 * 86_400_000).toISOString(),
  });
  return data.slots.length;
}

describe('owner:create on a Supabase elsewhere', () => {
  let project: SupabaseProject;
  let env: Record<string, string>;
  beforeAll(async () => {
    project = await openSupabaseProject(await createDatabase());
    env = {
      ...HOSTED,
      SUPABASE_URL: project.url,
      SUPABASE_PUBLISHABLE_KEY: project.publishableKey,
      SUPABASE_SECRET_KEY: project.secretKey,
      DATABASE_URL: project.databaseUrl,
    };
  });
  afterAll(() => project?.stop());
  const create = (...args: string[]) => run(env, ...args);
  const anna = ['--email', 'Anna@Example.com', '--slug', 'anna', '--zone', 'Europe/Berlin'];
  const signIn = (email: string, password: string) =>
    createClient(project.url, project.publishableKey, { auth: { persistSession: false } }).auth.signInWithPassword({
      email,
      password,
    });

  it('makes a user by the admin API of Auth, who can sign in at once, and a host that can be booked', async () => {
    const { status, output } = await create(...anna, '--name', 'Anna Able');
    expect(output).toContain('Created the owner anna@example.com.');
    expect(output).toContain('https://book.example.com/book/anna/meeting');
    expect(status).toBe(0);
    const { data } = await signIn('anna@example.com', passwordIn(output));
    const hosts = await project.sql.query(
      'select owner_id, display_name, time_zone from public.hosts where slug = $1',
      ['anna'],
    );
    expect(hosts.rows).toEqual([{ owner_id: data.user?.id, display_name: 'Anna Able', time_zone: 'Europe/Berlin' }]);
    expect(await countSlots(project, 'anna')).toBeGreaterThan(0);
  });

  it('changes nothing when it is run again, says so, and counts as done', async () => {
    await create(...anna);
    const before = await project.sql.query('select * from auth.users as u, public.hosts as h order by h.slug, u.id');
    const { status, output } = await create(...anna, '--password', 'another password');
    expect([status, output]).toEqual([0, expect.stringMatching(/anna@example\.com exists.*\nThe host anna exists/)]);
    const after = await project.sql.query('select * from auth.users as u, public.hosts as h order by h.slug, u.id');
    expect(after.rows).toEqual(before.rows);
  });

  it('takes a password that was chosen, and does not print it', async () => {
    const { output } = await create(
      ...['--email', 'ben@example.com', '--slug', 'ben', '--zone', 'America/New_York', '--password', 'a long password'],
    );
    expect(output).not.toContain('a long password');
    expect((await signIn('ben@example.com', 'a long password')).error).toBeNull();
  });

  it('gives an owner who exists a second host', async () => {
    await create(...anna);
    const { output } = await create('--email', 'anna@example.com', '--slug', 'anna-2', '--zone', 'UTC');
    expect(output).toMatch(/anna@example\.com exists.*\nCreated the host anna-2/);
  });

  it('makes no user whose host would have the slug of somebody else', async () => {
    await create(...anna);
    const { status, output } = await create('--email', 'eve@example.com', '--slug', 'anna', '--zone', 'UTC');
    expect([status, output]).toEqual([
      1,
      'The slug anna belongs to another owner: choose another one. Nothing was changed.\n',
    ]);
    expect((await project.sql.query(`select from auth.users where email = 'eve@example.com'`)).rowCount).toBe(0);
  });

  it('enters a user of another Auth by the id that its tokens have', async () => {
    const id = '00000000-0000-4000-8000-0000000000a1';
    const args = ['--email', 'cleo@example.com', '--slug', 'cleo', '--zone', 'UTC', '--user-id', id];
    expect((await create(...args)).output).toContain('Created the owner cleo@example.com.');
    expect((await create(...args)).output).toContain('The host cleo exists');
    const { rows } = await project.sql.query(`select owner_id from public.hosts where slug = 'cleo'`);
    expect(rows).toEqual([{ owner_id: id }]);
  });

  it('enters no id that is there with another address, and no address that is there with another id', async () => {
    const [id, other] = ['00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000B2'];
    const as = (email: string, userId: string, slug: string) =>
      create('--email', email, '--slug', slug, '--zone', 'UTC', '--user-id', userId);
    expect((await as('dana@example.com', id, 'dana')).status).toBe(0);
    expect(await as('other@example.com', id, 'dana-2')).toEqual({
      status: 1,
      output: `The user ${id} is there with dana@example.com, not with other@example.com: give that address, or another id. Nothing was changed.\n`,
    });
    expect(await as('Dana@example.com', other, 'dana-3')).toEqual({
      status: 1,
      output: `dana@example.com is the address of the user ${id}, not of ${other.toLowerCase()}: give that id, or another address. Nothing was changed.\n`,
    });
    expect((await project.sql.query(`select from public.hosts where slug ~ '^dana-'`)).rowCount).toBe(0);
    expect((await project.sql.query('select from auth.users where id = $1', [other])).rowCount).toBe(0);
    expect((await as('dana@example.com', id.toUpperCase(), 'dana')).output).toContain('The host dana exists');
  });

  it.each([
    ['europe/berlin', 'Is it Europe/Berlin?'],
    ['New York', 'Is it America/New_York?'],
    ['berlin', 'Is it Europe/Berlin?'],
  ])('says which zone may be meant by %s', async (zone, words) => {
    const { status, output } = await create('--email', 'd@example.com', '--slug', 'dora', '--zone', zone);
    expect([status, output]).toEqual([1, `The database knows no time zone "${zone}". ${words}\n`]);
  });

  const dora = ['--email', 'd@example.com', '--slug', 'dora', '--zone', 'UTC'];
  it.each([
    ['an address that is none', ['--email', 'anna', '--slug', 'dora', '--zone', 'UTC'], '--email has to be', 2],
    [
      'a slug that no address can have',
      ['--email', 'd@example.com', '--slug', 'Dora!', '--zone', 'UTC'],
      '--slug has',
      2,
    ],
    [
      'a zone that nobody knows',
      ['--email', 'd@example.com', '--slug', 'dora', '--zone', 'Mars'],
      'no time zone "Mars"',
      1,
    ],
    ['an option that it does not have', ['--mail', 'd@example.com'], "Unknown option '--mail'", 2],
    ['nothing at all', [], 'Usage: npm run owner:create', 2],
    ['a password of one character', [...dora, '--password', 'x'], '--password has to be 8 characters or more', 2],
    ['a password that Auth would cut', [...dora, '--password', 'x'.repeat(73)], '72 bytes at most', 2],
    [
      'a password for a user of another Auth',
      [...dora, '--password', 'a long password', '--user-id', '00000000-0000-4000-8000-0000000000c1'],
      'exclude each other',
      2,
    ],
    [
      'a password that Auth refuses',
      [...dora, '--password', 'nine char'],
      'Auth refuses the new user: Password should be at least 10 characters.',
      1,
    ],
  ])('refuses %s in words, and makes nothing', async (_what, args, words, code) => {
    const { status, output } = await create(...args);
    expect([status, output]).toEqual([code, expect.stringContaining(words)]);
    expect(output).not.toMatch(/\n\s+at /);
    expect((await project.sql.query(`select from public.hosts where slug = 'dora'`)).rowCount).toBe(0);
  });

  it.each([
    [
      'a secret key that is not accepted',
      { SUPABASE_SECRET_KEY: 'sb_secret_other' },
      'does not accept SUPABASE_SECRET_KEY',
    ],
    [
      'a database that is not there',
      { DATABASE_URL: 'postgres://postgres:x@127.0.0.1:1/x' },
      'Check host and port of DATABASE_URL',
    ],
    ['an Auth that is not there', { SUPABASE_URL: 'http://127.0.0.1:1' }, 'Auth of SUPABASE_URL cannot be used'],
    ['a variable that is missing', { PUBLIC_URL: '' }, 'PUBLIC_URL must be set'],
  ])('names %s', async (_what, changes, words) => {
    const { status, output } = await run(
      { ...env, ...changes },
      ...['--email', 'd@example.com', '--slug', 'dora', '--zone', 'UTC'],
    );
    expect([status, output]).toEqual([1, expect.stringContaining(words)]);
    expect(output).not.toMatch(/\n\s+at /);
  });

  it('says how to name a user where Auth has no admin API', async () => {
    const server = createServer((_request, response) => response.writeHead(404).end('not found'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { output } = await run(
      { ...env, SUPABASE_URL: url },
      ...['--email', 'd@example.com', '--slug', 'dora', '--zone', 'UTC'],
    );
    server.close();
    expect(output).toContain('add --user-id ID');
  });

  it('asks for the migrations where they are missing', async () => {
    const lacking = await createDatabase();
    const bare = new URL(project.databaseUrl);
    bare.pathname = `/${lacking}`;
    await runSql(bare.href, 'delete from supabase_migrations.schema_migrations');
    const { output } = await run({ ...env, DATABASE_URL: bare.href }, ...anna);
    expect(output).toContain('npx supabase db push');
  });
});

describe('owner:create on the embedded stack', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-owner-'));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('makes an owner in a data folder that was empty, and finds them again', async () => {
    const args = ['--email', 'anna@example.com', '--slug', 'anna', '--zone', 'Europe/Berlin'];
    const made = await run({ DATA_DIR: folder }, ...args);
    expect(made.output).toContain('Created the host anna');
    expect(passwordIn(made.output)).toMatch(/^\S{16}$/);
    const again = await run({ DATA_DIR: folder }, ...args);
    expect([again.status, again.output]).toEqual([0, expect.stringContaining('The host anna exists')]);
    const foreign = await run({ DATA_DIR: folder }, ...args, '--user-id', '00000000-0000-4000-8000-0000000000d1');
    expect([foreign.status, foreign.output]).toEqual([
      1,
      expect.stringMatching(/^--user-id names .* Leave it out\.\n$/),
    ]);
  });
});
