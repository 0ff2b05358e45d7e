import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDatabase } from '../support/cluster.ts';
import { emptyProject } from '../support/empty-project.ts';
import { createHost, createUser } from '../support/fixtures.ts';
import { readExceptions } from '../support/project-files.ts';
import { openSupabaseProject, type SupabaseProject } from '../support/supabase-project.ts';

/*
 * The suite of HTTP on a project that runs elsewhere, as .github/workflows/compose.yml runs it on the real PostgREST and GoTrue. Here the
 * embedded Data API and Auth play the project.
 */
const root = path.resolve(import.meta.dirname, '../..');
let project: SupabaseProject;
beforeAll(async () => {
  project = await openSupabaseProject(await createDatabase());
});
afterAll(() => project?.stop());

/** What vitest says that is started with the variables of the project. */
async function runVitest(...args: string[]): Promise<{ code: number | null; output: string }> {
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|OPENSLOT_|FULL$|LEFT_OUT$)/.test(name));
  const child = spawn(process.execPath, [path.join(root, 'node_modules/vitest/vitest.mjs'), ...args], {
    cwd: root,
    env: {
      ...Object.fromEntries(own),
      NO_COLOR: '1',
      OPENSLOT_PROJECT: '1',
      SUPABASE_URL: project.url,
      SUPABASE_PUBLISHABLE_KEY: project.publishableKey,
      SUPABASE_SECRET_KEY: project.secretKey,
      DATABASE_URL: project.databaseUrl,
      TOKEN_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { code, output };
}

/** How many rows are in each table of ours, the queue and Auth, but what Auth logs. */
async function countRows(): Promise<Record<string, number>> {
  const { rows } = await project.sql.query(
    `select t.schemaname || '.' || t.tablename as name,
       (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I.%I', t.schemaname, t.tablename), false, true, '')))[1]::text::int as n
     from pg_tables as t where t.schemaname in ('public', 'private', 'graphile_worker', 'auth', 'supabase_migrations')
       and t.tablename <> 'audit_log_entries'`,
  );
  return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
}

describe('With OPENSLOT_PROJECT=1', () => {
  it('files with stand-ins, settings and restarts of their own run on the project, each on an empty one', async () => {
    const left = await createHost(project.sql, { slug: 'left-behind' });
    const files = ['zone-check', 'owner-links', 'rate-limit'].map((name) => `tests/http/${name}.test.ts`);
    const { code, output } = await runVitest('run', ...files);
    expect(code, output).toBe(0);
    expect(output).toMatch(/Test Files\s+3 passed \(3\)/);
    const { rows } = await project.sql.query('select id, slug from public.hosts');
    expect(rows.map(({ id }) => id)).not.toContain(left.id);
    // Those of the last file are there: the tests asked this project and no other.
    expect(rows.length).toBeGreaterThan(0);
  }, 90_000);

  it('all files of tests/http run but those of the list, which are there and say why', async () => {
    const { code, output } = await runVitest('list', '--filesOnly');
    expect(code, output).toBe(0);
    const listed = output.match(/tests\/[\w/-]+\.test\.tsx?/g);
    const all = fs.readdirSync(path.join(root, 'tests/http')).filter((name) => name.endsWith('.test.ts'));
    const left = [...readExceptions().keys()];
    const expected = all.map((name) => `tests/http/${name}`);
    expect(left.filter((file) => !expected.includes(file))).toEqual([]);
    expect(listed?.sort()).toEqual(expected.filter((file) => !left.includes(file)).sort());
  }, 60_000);

  it.each([
    'tests/http/holds.test.ts',
    'tests/http/holds.test.ts: ',
    'tests/http/holds.test.ts: no',
    'holds: a long reason why',
  ])('a line of the list that says "%s" is refused', (line) => {
    expect(() => readExceptions(`${line}\n`)).toThrow(line);
  });
});

describe('Emptying a project', () => {
  const empty = () => emptyProject(project.sql);
  beforeEach(async () => {
    vi.stubEnv('OPENSLOT_PROJECT', '1');
    await project.sql.query(`update auth.users set email = id || '@example.com'`);
    await empty();
    return () => vi.unstubAllEnvs();
  });

  it('leaves what the migrations left, and what is other applications’', async () => {
    await project.sql.query('create table public.recipes (title text); insert into public.recipes values ($$Soup$$)');
    const before = await countRows();
    const filled = Object.entries(before).filter(([, count]) => count > 0);
    expect(filled.map(([name]) => name).sort()).toEqual([
      'graphile_worker.migrations',
      'private.time_zones',
      'public.recipes',
      'supabase_migrations.schema_migrations',
    ]);
    await createHost(project.sql);
    await project.sql.query(`select graphile_worker.add_job('pull')`);
    expect(await countRows()).not.toEqual(before);
    await empty();
    expect(await countRows()).toEqual(before);
    await project.sql.query('drop table public.recipes');
  });

  it('is refused without the switch', async () => {
    vi.stubEnv('OPENSLOT_PROJECT', '');
    const { id } = await createHost(project.sql);
    await expect(empty()).rejects.toThrow('needs OPENSLOT_PROJECT=1');
    expect((await project.sql.query('select id from public.hosts')).rows).toEqual([{ id }]);
  });

  it.each(['anna@able-dentists.de', 'anna@example.com.able-dentists.de', null])(
    'is refused where a host has the address %s',
    async (email) => {
      const owner_id = await createUser(project.sql);
      await project.sql.query('update auth.users set email = $1 where id = $2', [email, owner_id]);
      await createHost(project.sql, { owner_id });
      await expect(empty()).rejects.toThrow('1 of its users and 1 of its hosts were made by no test');
      expect((await project.sql.query('select from public.hosts')).rowCount).toBe(1);
    },
  );

  it('is refused while another process runs the jobs', async () => {
    const worker = await project.sql.connect();
    await worker.query(`set application_name = 'openslot jobs'`);
    await createHost(project.sql);
    await expect(empty()).rejects.toThrow('A process runs the jobs of this project: stop it first');
    expect((await project.sql.query('select from public.hosts')).rowCount).toBe(1);
    worker.release(true);
  }, 20_000);
});
