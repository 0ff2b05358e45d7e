import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { declaredFiles, declaredSchema, MIGRATION, migrationEnd } from '../../sync-service/bin/declared-schema.ts';
import {
  FINGERPRINTS,
  generateFingerprints,
  generateTypes,
  programOf,
  TYPES,
} from '../../sync-service/bin/generate-types.ts';
import { isReleased } from '../../sync-service/bin/released.ts';
import { migrate, seed } from '../../sync-service/src/embedded/migrations.ts';
import { prepareSupabase, runSql } from '../../sync-service/src/embedded/platform.ts';
import type { Postgres } from '../../sync-service/src/embedded/postgres.ts';
import { listMigrationFiles, readMigration } from '../../sync-service/src/migration-files.ts';
import { readCatalogue } from '../support/catalogue.ts';
import { clusterUrl, createDatabase } from '../support/cluster.ts';

const run = promisify(execFile);
const SQL = new URL('../../sql/', import.meta.url);
const cluster = { url: (database = 'postgres', role = 'supabase_admin') => clusterUrl(database, role) } as Postgres;
const urlOf = (database: string) => clusterUrl(database, 'postgres');

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Versions and names, as the CLI and the service note them. */
const historyOf = (database: string) =>
  query(urlOf(database), 'select version, name from supabase_migrations.schema_migrations order by version');

/** A database as a new Supabase project has it, from which the tests clone their own. */
let emptyProject: string;
beforeAll(async () => {
  emptyProject = await createDatabase('template0');
  await prepareSupabase(cluster, emptyProject);
});

/** Lines that only one of the two has: what a failure prints. */
function difference(left: string[], right: string[]) {
  return {
    missing: left.filter((line) => !right.includes(line)),
    unexpected: right.filter((line) => !left.includes(line)),
  };
}
const none = { missing: [], unexpected: [] };

describe('The declared schema', () => {
  it('gives the same catalogue as the migrations', async () => {
    const [declared, migrated] = [await createDatabase(emptyProject), await createDatabase(emptyProject)];
    await runSql(urlOf(declared), declaredSchema());
    await migrate(urlOf(migrated));
    const catalogue = await readCatalogue(urlOf(declared));
    for (const kind of [
      'relation',
      'column',
      'constraint',
      'index',
      'function',
      'trigger',
      'policy',
      'grant',
      'comment',
    ]) {
      expect(catalogue.filter((line) => line.startsWith(`${kind} `)).length, kind).toBeGreaterThan(3);
    }
    expect(difference(catalogue, await readCatalogue(urlOf(migrated)))).toEqual(none);
  });

  it.each([
    [
      'a variable that hides another one',
      'create function f(a integer) returns void language plpgsql as $$ declare a integer; begin end; $$',
    ],
    ['one row of many', 'do $$ declare a integer; begin select n into a from generate_series(1, 2) as n; end; $$'],
    ['fewer values than targets', 'do $$ declare a integer; b integer; begin select 1 into a, b; end; $$'],
  ])('is loaded and run by all tests where plpgsql refuses %s (extra_errors)', async (_, careless) => {
    await expect(runSql(urlOf(await createDatabase(emptyProject)), careless)).rejects.toThrow(
      /shadows a previously defined variable|more than one row|number of source and target fields/,
    );
  });

  it('would show a function that only one side has changed', async () => {
    const [left, right] = [await createDatabase(), await createDatabase()];
    await runSql(urlOf(right), "alter function public.get_booking_page(text, text) set work_mem = '8MB'");
    const { missing, unexpected } = difference(await readCatalogue(urlOf(left)), await readCatalogue(urlOf(right)));
    expect(missing).toEqual([expect.stringMatching(/^function public\.get_booking_page/)]);
    expect(unexpected).toEqual([expect.stringContaining("work_mem TO '8MB'")]);
  });

  it('is what the generated migration holds, until that is released', () => {
    const isFinal = isReleased(path.basename(MIGRATION.pathname));
    expect(isFinal || fs.readFileSync(MIGRATION, 'utf8') === declaredSchema(), 'run npm run db:build').toBe(true);
  });

  it('is what the generated types were made from', async () => {
    const types = await generateTypes(urlOf(await createDatabase()));
    expect(fs.readFileSync(TYPES, 'utf8') === types, 'run npm run db:types').toBe(true);
  });

  it('is what the fingerprints of functions were made from, each function of ours among them', async () => {
    const url = urlOf(await createDatabase());
    const prints = await generateFingerprints(url);
    expect(fs.readFileSync(FINGERPRINTS, 'utf8') === prints, 'run npm run db:types').toBe(true);
    const ours = await query(url, `select object from private.own_objects() where kind = 'function'`);
    expect(Object.keys(JSON.parse(prints))).toHaveLength(ours.length);
  });
});

describe('The Supabase CLI', () => {
  it('pushes the migrations to an empty project, and the service finds nothing left to do', async () => {
    const [pushed, migrated] = [await createDatabase(emptyProject), await createDatabase(emptyProject)];
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-push-'));
    try {
      fs.cpSync(new URL('../../supabase', import.meta.url), path.join(folder, 'supabase'), { recursive: true });
      const args = ['db', 'push', `--remote=${urlOf(pushed)}?sslmode=disable`, '--yes'];
      await run(process.execPath, [programOf('supabase'), ...args], { cwd: folder });
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
    await migrate(urlOf(migrated));
    expect(difference(await readCatalogue(urlOf(migrated)), await readCatalogue(urlOf(pushed)))).toEqual(none);
    expect(await historyOf(pushed)).toEqual(await historyOf(migrated));
    expect(await migrate(urlOf(pushed))).toEqual([]);
  });
});

describe('The migrations', () => {
  it('are applied once, by whichever of two services comes first', async () => {
    const url = urlOf(await createDatabase(emptyProject));
    const applied = await Promise.all([migrate(url), migrate(url)]);
    expect(applied.flat()).toEqual(listMigrationFiles().map(({ name }) => name));
  });

  it('ask for nothing on a database that has them', async () => {
    expect(await migrate(urlOf(await createDatabase()))).toEqual([]);
  });
});

describe('The newest migration', () => {
  it('ends with the lists of objects and rights that sql/ has, and gives rights by them (npm run db:rights)', () => {
    const plain = (text: string) => text.replaceAll('create or replace function', 'create function');
    const end = migrationEnd();
    const lists = end.slice(end.indexOf('create or replace function private.own_objects()'));
    expect(lists).toMatch(/'public\.hosts'[\s\S]+select private\.restore_rights\(\);\n$/);
    const newest = listMigrationFiles().at(-1);
    expect(plain(newest ? readMigration(newest) : '').endsWith(plain(lists))).toBe(true);
  });
});

describe('The demo data', () => {
  it('are entered once, by whichever of two services comes first, and not again when they were deleted', async () => {
    const database = await createDatabase();
    const slugs = () => query(urlOf(database), 'select slug from public.event_types order by slug');
    expect((await Promise.all([seed(urlOf(database)), seed(urlOf(database))])).sort()).toEqual([false, true]);
    expect(await slugs()).toEqual([{ slug: 'consulting' }, { slug: 'intro' }]);
    await query(urlOf(database), "delete from public.event_types where slug = 'consulting'");
    expect(await seed(urlOf(database))).toBe(false);
    expect(await slugs()).toEqual([{ slug: 'intro' }]);
  });
});

describe('The files of sql/', () => {
  const files = declaredFiles().map((file) => ({ file, text: fs.readFileSync(new URL(file, SQL), 'utf8') }));

  it('say beside every security definer why it is one', () => {
    const silent = files.flatMap(({ file, text }) =>
      text
        .split('\n')
        .filter((line) => /^[^-]*security definer/i.test(line) && !/--\s*\w+\s+\w+/.test(line))
        .map((line) => `${file}: ${line}`),
    );
    expect(silent).toEqual([]);
  });

  it('make everything anew, so that nothing which another application has made becomes ours', () => {
    const adopting = /\bor replace\b|\b(create|alter) (?!extension)[a-z ]+ if not exists\b/;
    const wide = /\bon all (tables|sequences|functions|procedures|routines)\b|^\s*alter default privileges\b/m;
    const found = files.filter(({ text }) => adopting.test(text) || wide.test(text)).map(({ file }) => file);
    expect(found).toEqual([]);
  });

  it('give and take rights in one place only', () => {
    const found = files.filter(({ text }) => /^\s*(grant|revoke) /m.test(text)).map(({ file }) => file);
    expect(found).toEqual([]);
  });

  it('fix the search path of every security definer', async () => {
    const open = await query(
      urlOf(await createDatabase()),
      `select oid::regprocedure::text as name from pg_proc
      where pronamespace in ('public'::regnamespace, 'private'::regnamespace) and prosecdef
        and not coalesce(proconfig::text, '') like '%search_path=%'`,
    );
    expect(open).toEqual([]);
  });
});
