import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadSqlFiles } from '@supabase/pg-delta/frontends';
import pg from 'pg';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { declaredFiles, listOfOwnObjects } from '../../sync-service/bin/declared-schema.ts';
import { findReleaseFaults } from '../../sync-service/bin/released.ts';
import { prepareSupabase, runSql } from '../../sync-service/src/embedded/platform.ts';
import type { Postgres } from '../../sync-service/src/embedded/postgres.ts';
import { readCatalogue } from '../support/catalogue.ts';
import { clusterUrl, createDatabase } from '../support/cluster.ts';
import { full } from '../support/scale.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const FIRST = '20261121000000_openslot.sql';
const cluster = { url: (database = 'postgres', role = 'supabase_admin') => clusterUrl(database, role) } as Postgres;

/** A database as a new Supabase project has it. */
let emptyProject: string;
beforeAll(async () => {
  emptyProject = await createDatabase('template0');
  await prepareSupabase(cluster, emptyProject);
});

/** A copy of what makes the schema, to be changed by the tests. */
let copy: string;
beforeEach(() => {
  copy = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-schema-'));
  for (const part of ['sql', 'supabase', 'sync-service', 'package.json']) {
    fs.cpSync(path.join(ROOT, part), path.join(copy, part), { recursive: true });
  }
  fs.rmSync(path.join(copy, 'supabase', 'released.json'), { force: true });
  for (const file of migrations().filter((name) => name !== FIRST)) fs.rmSync(inMigrations(file));
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
});
afterEach(() => fs.rmSync(copy, { recursive: true, force: true }));

const inMigrations = (file: string) => path.join(copy, 'supabase', 'migrations', file);
const migrations = () => fs.readdirSync(path.join(copy, 'supabase', 'migrations')).sort();
const textOf = (file: string) => fs.readFileSync(path.join(copy, file), 'utf8');

/** Runs a program of the copy: its exit code and all that it says. */
function tool(name: string, ...args: string[]): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`sync-service/bin/${name}.ts`, ...args], {
    cwd: copy,
    encoding: 'utf8',
  });
  return { code: status, output: stdout + stderr };
}

function change(file: string, from: string, to: string): void {
  const text = textOf(file);
  expect(text).toContain(from);
  fs.writeFileSync(path.join(copy, file), text.replace(from, to));
}

/** A new column with a comment, a new function, and a changed one. */
function plant(): void {
  change('sql/tables/hosts.sql', '  constraint hosts_pkey', '  nickname text,\n  constraint hosts_pkey');
  fs.appendFileSync(
    path.join(copy, 'sql/tables/hosts.sql'),
    "comment on column public.hosts.nickname is 'What friends say.';\n",
  );
  change('sql/functions/time/iso_instant.sql', 'HH24:MI:SS"Z"', 'HH24:MI:SS.MS"Z"');
  fs.writeFileSync(
    path.join(copy, 'sql/functions/time/planted.sql'),
    "create function private.planted() returns integer language sql immutable set search_path = '' as $$ select 1 $$;\n" +
      "comment on function private.planted() is 'One.';\n",
  );
}

const catalogues = new Map<string, Promise<string[]>>();

/** The catalogue of an empty project after these scripts of the copy; the same are loaded once. */
function catalogueOf(...texts: string[]): Promise<string[]> {
  const key = texts.join('\0');
  const known = catalogues.get(key) ?? load(texts);
  catalogues.set(key, known);
  return known;
}

async function load(texts: string[]): Promise<string[]> {
  const url = clusterUrl(await createDatabase(emptyProject), 'postgres');
  for (const text of texts) await runSql(url, text);
  return readCatalogue(url);
}

/** All of sql/ of the copy, in the order of its config.toml. */
function declared(): string {
  const files = path.join(copy, 'sync-service', 'bin', 'declared-schema.ts');
  const script = `import { declaredSchema } from ${JSON.stringify(files)}; process.stdout.write(declaredSchema())`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  expect(stderr).toBe('');
  return stdout;
}

/** The migrations of this release, the copy's own left aside. */
function released(): string[] {
  const folder = path.join(ROOT, 'supabase', 'migrations');
  return fs
    .readdirSync(folder)
    .sort()
    .map((file) => fs.readFileSync(path.join(folder, file), 'utf8'));
}

describe('What supabase/config.toml says', { timeout: 120_000 }, () => {
  it('loads every file of sql/ once, in an order in which each finds what it needs', async () => {
    const all = (fs.readdirSync(path.join(ROOT, 'sql'), { recursive: true }) as string[])
      .filter((file) => file.endsWith('.sql'))
      .map((file) => file.split(path.sep).join('/'));
    expect(declaredFiles().sort()).toEqual(all.sort());
    const files = declaredFiles().map((file) => textOf(`sql/${file}`));
    expect(await catalogueOf(...files)).toEqual(await catalogueOf(...released()));
  });

  it('is the order: a file that comes before what it needs is refused', async () => {
    change('supabase/config.toml', '  "../sql/tables/hosts.sql",\n', '');
    change(
      'supabase/config.toml',
      '  "../sql/tables/event_types.sql",\n',
      '  "../sql/tables/event_types.sql",\n  "../sql/tables/hosts.sql",\n',
    );
    await expect(catalogueOf(declared())).rejects.toThrow('relation "public.hosts" does not exist');
  });

  it('lets the CLI load the folder in whatever order it can be loaded, to the same catalogue', async () => {
    const database = await createDatabase(emptyProject);
    const pool = new pg.Pool({ connectionString: clusterUrl(database, 'postgres'), max: 2 });
    try {
      const files = declaredFiles()
        .sort()
        .map((name) => ({ name, sql: textOf(`sql/${name}`) }));
      await loadSqlFiles(files, pool, { mode: 'isolatedCluster' });
    } finally {
      await pool.end();
    }
    const loaded = await readCatalogue(clusterUrl(database, 'postgres'));
    expect(loaded).toEqual(await catalogueOf(...released()));
  });
});

describe('The generated file of sql/', () => {
  it('is what the others say (npm run db:build, db:diff)', () => {
    expect(fs.readFileSync(path.join(ROOT, 'sql', 'own_objects.sql'), 'utf8') === listOfOwnObjects()).toBe(true);
  });
});

describe('The released migrations', () => {
  it('are what they were when they were released', () => {
    expect(findReleaseFaults()).toEqual([]);
  });
});

describe('Before the first release', { timeout: 120_000 }, () => {
  it('the migration is written anew, and db:diff says so', () => {
    plant();
    expect(tool('db-diff', 'add_nickname')).toEqual({ code: 1, output: expect.stringContaining('npm run db:build') });
    expect(tool('db-release')).toEqual({ code: 1, output: expect.stringContaining('npm run db:build') });
    expect(tool('db-build').code).toBe(0);
    expect(migrations()).toEqual([FIRST]);
    expect(textOf(`supabase/migrations/${FIRST}`)).toBe(declared());
    expect(textOf('sql/own_objects.sql')).toContain('private.planted()');
    expect(tool('db-release')).toEqual({ code: 0, output: `Released ${FIRST}\n` });
  });
});

describe('A released migration', { timeout: 300_000 }, () => {
  /** What building and releasing leaves, done once. */
  const released: Record<string, string> = {};
  beforeEach(() => {
    if (released['supabase/released.json'] === undefined) {
      expect(tool('db-build').code).toBe(0);
      expect(tool('db-release').code).toBe(0);
      for (const file of ['supabase/released.json', `supabase/migrations/${FIRST}`, 'sql/own_objects.sql'])
        released[file] = textOf(file);
    }
    for (const [file, text] of Object.entries(released)) fs.writeFileSync(path.join(copy, file), text);
  });

  it('is never written again: db:build refuses and names db:diff', () => {
    const before = textOf(`supabase/migrations/${FIRST}`);
    plant();
    expect(tool('db-build')).toEqual({ code: 1, output: expect.stringMatching(/released.*npm run db:diff NAME/) });
    expect(textOf(`supabase/migrations/${FIRST}`)).toBe(before);
  });

  it.each([
    ['changed', () => fs.appendFileSync(inMigrations(FIRST), '\n'), 'has changed'],
    ['gone', () => fs.rmSync(inMigrations(FIRST)), 'is gone'],
    [
      'preceded by another',
      () => fs.writeFileSync(inMigrations('20200101000000_early.sql'), ''),
      'Give it a later name',
    ],
  ])('is noticed when it is %s', (_, harm, output) => {
    harm();
    expect(tool('db-release')).toEqual({ code: 1, output: expect.stringContaining(output) });
    expect(tool('db-diff', 'more')).toEqual({ code: 1, output: expect.stringContaining(output) });
  });

  const leadsToDeclared = async () => {
    const texts = migrations().map((name) => textOf(`supabase/migrations/${name}`));
    expect(await catalogueOf(...texts)).toEqual(await catalogueOf(declared()));
  };

  it('is followed by what db:diff writes, which leads to what sql/ says', async () => {
    plant();
    const { code, output } = tool('db-diff', 'add_nickname');
    expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/add column "?nickname"? text/i) });
    expect(migrations()).toEqual([FIRST, expect.stringMatching(/^\d{14}_add_nickname\.sql$/)]);
    await leadsToDeclared();
  });

  it.runIf(full)(
    'is followed by a file that db:diff writes anew until it is released',
    { timeout: 180_000 },
    async () => {
      plant();
      tool('db-diff', 'add_nickname');
      const [, file = ''] = migrations();
      change('sql/tables/hosts.sql', 'nickname text,', "nickname text not null default '',");
      expect(tool('db-diff', 'add_nickname')).toEqual({ code: 0, output: expect.stringContaining(file) });
      expect(migrations()).toEqual([FIRST, file]);
      await leadsToDeclared();
      expect(tool('db-diff', 'nothing').output).toContain('nothing to write');
      expect(tool('db-release').output).toBe(`Released ${file}\n`);
      expect(tool('db-diff', 'add_nickname').output).toContain('nothing to write');
    },
  );

  it('needs a name for what follows', () => {
    expect(tool('db-diff', 'Add Nickname')).toEqual({ code: 2, output: expect.stringContaining('Usage:') });
    expect(tool('db-diff')).toEqual({ code: 2, output: expect.stringContaining('Usage:') });
  });
});
