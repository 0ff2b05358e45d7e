import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isReleased, listMigrations } from '../../sync-service/bin/released.ts';
import { prepareSupabase, runSql } from '../../sync-service/src/embedded/platform.ts';
import type { Postgres } from '../../sync-service/src/embedded/postgres.ts';
import { listMigrationFiles, readMigration } from '../../sync-service/src/migration-files.ts';
import { clusterUrl, createDatabase } from '../support/cluster.ts';

/** Up to here functions were dropped with old signatures; from here on the former release runs on the schema of the next. */
const LAST_WITHOUT_RULE = '20261129231521';

/** What a service, an owner's page or a visitor's can name: columns of tables, and calls of functions by their arguments. */
interface Interface {
  columns: Set<string>;
  functions: { name: string; args: string[]; optional: number }[];
}

async function readInterface(sql: pg.Client): Promise<Interface> {
  const columns = await sql.query<{ name: string }>(
    `select format('%s.%s %s', c.relname, a.attname, format_type(a.atttypid, null)) as name
     from pg_attribute as a join pg_class as c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v') and a.attnum > 0 and not a.attisdropped`,
  );
  const functions = await sql.query<{ name: string; args: string[]; optional: number }>(
    `select p.proname::text as name, p.pronargdefaults as optional, array(
       select coalesce(p.proargnames[n], '') || ' ' || format_type(p.proargtypes[n - 1], null) from generate_series(1, p.pronargs) as n
     ) as args
     from pg_proc as p where p.pronamespace = 'public'::regnamespace and pg_get_function_result(p.oid) <> 'trigger'
       and not exists (select from pg_depend as d where d.objid = p.oid and d.deptype = 'e')`,
  );
  return { columns: new Set(columns.rows.map(({ name }) => name)), functions: functions.rows };
}

/** What the former release names and would no longer find: columns, and calls that no function takes. */
function findBroken(before: Interface, after: Interface): string[] {
  const columns = [...before.columns].filter((name) => !after.columns.has(name)).map((name) => `column ${name}`);
  const isCallable = (old: Interface['functions'][number]) =>
    after.functions.some(({ name, args, optional }) => {
      const required = args.slice(0, args.length - optional);
      const oldRequired = old.args.slice(0, old.args.length - old.optional);
      // By name: it takes what was sent, and asks for nothing that was not.
      return (
        name === old.name &&
        old.args.every((arg) => args.includes(arg)) &&
        required.every((arg) => oldRequired.includes(arg))
      );
    });
  const functions = before.functions.filter((old) => !isCallable(old));
  return [...columns, ...functions.map(({ name, args }) => `function ${name}(${args.join(', ')})`)].sort();
}

describe('A migration leaves the former release what it calls', () => {
  let sql: pg.Client;
  let released: Interface;
  const later = listMigrationFiles().filter(({ version }) => version > LAST_WITHOUT_RULE);
  beforeAll(async () => {
    const database = await createDatabase('template0');
    const cluster = { url: (name = 'postgres', role = 'supabase_admin') => clusterUrl(name, role) } as Postgres;
    await prepareSupabase(cluster, database);
    for (const file of listMigrationFiles().filter(({ version }) => version <= LAST_WITHOUT_RULE)) {
      await runSql(clusterUrl(database, 'postgres'), readMigration(file));
    }
    sql = new pg.Client({ connectionString: clusterUrl(database, 'postgres') });
    await sql.connect();
    released = await readInterface(sql);
  });
  afterAll(() => sql?.end());

  /** What breaks by statements, which are taken back. */
  async function brokenBy(text: string): Promise<string[]> {
    await sql.query('begin');
    try {
      await sql.query(text);
      return findBroken(released, await readInterface(sql));
    } finally {
      await sql.query('rollback');
    }
  }

  it('each one after the rule began (docs/upgrade.md)', async () => {
    expect(isReleased(listMigrations()[0] ?? '')).toBe(true);
    let before = released;
    for (const file of later) {
      await sql.query(readMigration(file));
      const after = await readInterface(sql);
      expect(findBroken(before, after), `${file.version}_${file.name}`).toEqual([]);
      before = after;
    }
    released = before;
  });

  it.each([
    ['drops a function', 'drop function public.zones_in_use()', ['function zones_in_use()']],
    ['renames a function', 'alter function public.zones_in_use() rename to zones', ['function zones_in_use()']],
    [
      'asks for another argument',
      'drop function public.stop_digest(uuid, boolean); create function public.stop_digest(host_id uuid, is_wanted boolean, why text) returns jsonb language sql as $$ select null::jsonb $$',
      ['function stop_digest(host_id uuid, is_wanted boolean)'],
    ],
    ['drops a column', 'alter table public.hosts drop column logo_url cascade', ['column hosts.logo_url text']],
    ['renames a column', 'alter table public.hosts rename reply_to to answers_to', ['column hosts.reply_to text']],
  ])('the check finds one that %s', async (_what, text, broken) => {
    expect(await brokenBy(text)).toEqual(expect.arrayContaining(broken));
  });

  it.each([
    [
      'adds an argument with a default',
      'drop function public.stop_digest(uuid, boolean); create function public.stop_digest(host_id uuid, is_wanted boolean default false, why text default null) returns jsonb language sql as $$ select null::jsonb $$',
    ],
    ['adds a column', 'alter table public.hosts add column nickname text'],
    ['adds a function', 'create function public.new_one() returns integer language sql as $$ select 1 $$'],
    [
      'changes what a function does',
      'create or replace function public.zones_in_use() returns jsonb language sql as $$ select null::jsonb $$',
    ],
  ])('one that %s breaks nothing', async (_what, text) => {
    expect(await brokenBy(text)).toEqual([]);
  });
});
