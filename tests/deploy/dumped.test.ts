import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings, type ServiceConfig } from '../../sync-service/src/config.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { startService } from '../../sync-service/src/service.ts';
import { HOSTED } from '../embedded/config-scene.ts';
import { findSystemPostgres, type PlainCluster, startPlainPostgres } from './plain-cluster.ts';
import { openSupabaseUrl } from './plain-supabase.ts';
import { book, readSlots, type Site, send } from './site.ts';

const root = path.resolve(import.meta.dirname, '../..');
const programs = findSystemPostgres();
const page = fs.readFileSync(path.join(root, 'docs/backup.md'), 'utf8');
const sectionOf = (heading: string) => page.slice(page.indexOf(`# ${heading}\n`)).split(/\n##/)[0] ?? '';
const blocksOf = (heading: string) =>
  [...sectionOf(heading).matchAll(/```\w*\n([\s\S]*?)```/g)].map(([, text = '']) => text);
const OWNER = '00000000-0000-4000-8000-0000000000a1';

/** As GoTrue has them, in the order of names: what refers comes before what it refers to. */
const TABLES_OF_AUTH = `
  create table auth.identities (id uuid primary key, user_id uuid not null references auth.users);
  create table auth.schema_migrations (version text primary key);
  insert into auth.schema_migrations values ('20260101000000');`;

/** `docker compose` on a machine without an engine: what is done in the container of the database is done here, in a folder for its /tmp. */
const DOCKER = `#!/bin/bash
shift
case "$1" in
  exec) shift; [ "$1" = -T ] && shift; shift; for word; do shift; set -- "$@" "\${word//\\/tmp\\//$CONTAINER/}"; done; exec "$@" ;;
  cp) cp "$2" "$CONTAINER/$(basename "\${3#db:}")" ;;
esac
`;

/** In which two ways docs/backup.md dumps and restores. */
const ways = [
  {
    name: 'on a plain Postgres, as a role that is no superuser,',
    superuser: 'root_of_all',
    database: 'openslot',
    auth: '',
    dump: blocksOf('Hosted and self-hosted Supabase, plain Postgres')[0] ?? '',
    restore: blocksOf('Hosted and self-hosted Supabase, plain Postgres')[1] ?? '',
  },
  {
    name: 'in the container of the database, with tables of Auth that refer to one another,',
    superuser: 'supabase_admin',
    database: 'postgres',
    auth: TABLES_OF_AUTH,
    dump: blocksOf('Docker Compose')[0] ?? '',
    restore: blocksOf('Docker Compose')[1] ?? '',
  },
];

const why = programs === null ? ' (skipped: a Postgres with pg_dump, pg_restore and psql is not installed)' : '';
describe.skipIf(programs === null).each(ways)(`A dump by the commands of docs/backup.md, $name${why}`, (way) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-dumped-'));
  let cluster: PlainCluster;
  let env: Record<string, string>;
  const before: Record<string, string[]> = {};
  const admin = (database: string) => cluster.url(way.superuser, database);

  async function query<T extends pg.QueryResultRow>(url: string, text: string): Promise<T[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<T>(text)).rows;
    } finally {
      await client.end();
    }
  }
  function run(command: string): string {
    const { port } = new URL(env['DATABASE_URL'] ?? '');
    const done = spawnSync('bash', ['-ec', command], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...env,
        PATH: [folder, programs, path.dirname(process.execPath), process.env.PATH].join(path.delimiter),
        PGPORT: port,
        POSTGRES_PASSWORD: 'password',
        CONTAINER: path.join(folder, 'container'),
      },
    });
    expect(done.status, `${command}\n${done.stdout}${done.stderr}`).toBe(0);
    return done.stdout;
  }
  async function makeDatabase(): Promise<void> {
    await query(admin('template1'), `create database ${way.database}`);
    await query(admin(way.database), fs.readFileSync(path.join(root, 'docs/deploy/plain-postgres.sql'), 'utf8'));
    if (way.auth) await query(admin(way.database), way.auth);
  }
  /** What is in every table, but what happens to mails that were on their way, and how often that was noticed. */
  async function readRows(): Promise<Record<string, string[]>> {
    const tables = await query<{ name: string }>(
      admin(way.database),
      `select c.oid::regclass::text as name from pg_class as c
       where c.relkind = 'r' and c.relnamespace::regnamespace::text in ('public', 'private', 'graphile_worker', 'supabase_migrations', 'auth')`,
    );
    const rows: Record<string, string[]> = {};
    for (const { name } of tables) {
      const found = await query<{ row: string }>(
        admin(way.database),
        `select (to_jsonb(t) - '{state,failing_since,last_error,updated_at,bookings}'::text[])::text as row from ${name} as t`,
      );
      rows[name] = found.map(({ row }) => row).sort();
    }
    return rows;
  }
  const jobs = () =>
    query(
      admin(way.database),
      `select j.key, t.identifier, j.payload from graphile_worker._private_jobs as j
       join graphile_worker._private_tasks as t on t.id = j.task_id where j.key like 'waiting%' order by 1`,
    );
  async function whileServed(work: (site: Site) => Promise<void>): Promise<void> {
    const supabase = await openSupabaseUrl(cluster.url('authenticator', way.database));
    Object.assign(env, supabase.env);
    const config = readSettings({ ...env, PORT: '0' }) as ServiceConfig;
    const service = await startService({ config, providers: new Map(), log: createLogger({ level: 'silent' }) });
    const site = { url: service.url, supabaseUrl: supabase.url, publishableKey: supabase.env.SUPABASE_PUBLISHABLE_KEY };
    try {
      await expect.poll(async () => (await send(site, 'GET', '/readyz')).body.status).toBe('ready');
      await work(site);
    } finally {
      await service.stop();
      await supabase.stop();
    }
  }

  beforeAll(async () => {
    cluster = await startPlainPostgres(programs, way.superuser);
    if (way.database === 'postgres') await query(admin('template1'), 'drop database postgres');
    await makeDatabase();
    env = { ...HOSTED, DATABASE_URL: cluster.url('postgres', way.database) };
    fs.mkdirSync(path.join(folder, 'container'));
    fs.writeFileSync(path.join(folder, 'docker'), DOCKER, { mode: 0o755 });
    // The commands are run where the project is; dumps stay in a folder of their own.
    for (const name of ['docs', 'package.json', 'sync-service', 'supabase', 'node_modules', 'package-lock.json']) {
      fs.symlinkSync(path.join(root, name), path.join(folder, name));
    }
  }, 120_000);
  afterAll(async () => {
    await cluster?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('is made', async () => {
    run('npm run db:migrate');
    await whileServed(async (site) => {
      run(`npm run owner:create -- --email anna@example.com --slug anna --zone Europe/Berlin --user-id ${OWNER}`);
      const { eventTypeId, starts } = await readSlots(site, 'anna');
      expect((await book(site, eventTypeId, starts[0] as string)).status).toBe(201);
    });
    if (way.auth)
      await query(admin(way.database), `insert into auth.identities values (gen_random_uuid(), '${OWNER}')`);
    for (const task of ['verify_event', 'push_event', 'sync_account']) {
      await query(
        cluster.url('postgres', way.database),
        `select graphile_worker.add_job('${task}', '{"of": "${task}"}', run_at => now() + interval '1 day', job_key => 'waiting ${task}')`,
      );
    }
    await query(
      cluster.url('postgres', way.database),
      `update public.notifications set state = 'pending', sent_at = null`,
    );
    run(way.dump);
    expect(await jobs()).toHaveLength(3);
    Object.assign(before, await readRows());
  }, 120_000);

  it('is restored into a new database row by row, and mails that were on their way are given up', async () => {
    await query(admin('template1'), `alter database ${way.database} rename to lost`);
    await makeDatabase();
    const said = run(way.restore);
    if (!way.auth) expect(said).toContain('1 hosts and 1 bookings are restored.');
    expect(await readRows()).toEqual(before);
    const states = await query(admin(way.database), 'select distinct state from public.notifications');
    expect(states).toEqual([{ state: 'failed' }]);
  }, 120_000);

  it('has its jobs as what they were, its objects as the property of postgres, and no right too many', async () => {
    const expected = ['push_event', 'sync_account', 'verify_event'].map((task) => ({
      key: `waiting ${task}`,
      identifier: task,
      payload: { of: task },
    }));
    expect(await jobs()).toEqual(expected);
    const owners = await query(
      admin(way.database),
      `select distinct relowner::regrole::text as owner from pg_class
       where relnamespace::regnamespace::text in ('public', 'private', 'graphile_worker')`,
    );
    expect(owners).toEqual([{ owner: 'postgres' }]);
    for (const name of ['differing_rights', 'excess_rights']) {
      expect(await query(admin(way.database), `select * from private.${name}()`), name).toEqual([]);
    }
  });

  it('serves again: the slot of the booking is taken, others are free', async () => {
    await whileServed(async (site) => {
      const { eventTypeId, starts } = await readSlots(site, 'anna');
      expect((await book(site, eventTypeId, starts[0] as string)).status).toBe(201);
      expect((await jobs()).length).toBe(3);
    });
    expect(await query(admin(way.database), 'select count(*)::integer from public.bookings')).toEqual([{ count: 2 }]);
  }, 60_000);

  it('is not restored onto what is there, of which nothing changes', async () => {
    const rows = await readRows();
    const failing = way.restore.split('\n').find((line) => line.includes('restore.sh') && !line.includes(' cp ')) ?? '';
    expect(run(`! ${failing} 2>&1`)).toMatch(/already exists|duplicate key/);
    expect(await readRows()).toEqual(rows);
  });
});
