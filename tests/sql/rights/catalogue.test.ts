import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { listRights } from '../../support/rights.ts';
import { columnGrants, functionGrants, schemaGrantsOfTheProject, tableGrants } from './grants.ts';

const db = useDatabase();
const list = async (query: string): Promise<string[]> =>
  (await db.sql.query(query)).rows.map((row) => Object.values(row)[0] as string);

describe('The catalogue', () => {
  test.each([
    ['table', tableGrants],
    ['column', columnGrants],
    ['function', functionGrants],
    ['sequence', []],
    ['type', []],
    // What the API roles need on `public` came with the project.
    ['schema', schemaGrantsOfTheProject],
  ])('has no right on a %s that the list does not name, and none for everybody', async (kind, expected) => {
    const rights = (await listRights(db.url())).filter((right) => right.kind === kind);
    const named = rights.map(({ role, privilege, name }) =>
      kind === 'function' ? `${role} ${name}` : `${role} ${privilege} ${name}`,
    );
    expect(named.sort()).toEqual(expected);
  });

  test('has no object that private.own_objects() does not name', async () => {
    const unnamed = await list(
      `with spaces as (select oid from pg_namespace where nspname in ('public', 'private')),
       objects (class, id) as (
         select tableoid, oid from pg_class where relkind in ('r', 'p', 'v', 'm', 'S', 'f') and relnamespace in (table spaces)
         union all
         select tableoid, oid from pg_proc where pronamespace in (table spaces)
         union all
         select t.tableoid, t.oid from pg_type as t left join pg_class as c on c.oid = t.typrelid
         where t.typnamespace in (table spaces) and t.typcategory <> 'A' and coalesce(c.relkind, 'c') = 'c'
         union all
         select 'pg_namespace'::regclass, 'private'::regnamespace
       )
       select pg_describe_object(class, id, 0) from objects where id not in (select o.id from private.own_access_lists() as o)`,
    );
    expect(unnamed).toEqual([]);
  });

  test('has row level security on every public table', async () => {
    expect(
      await list(
        `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and not relrowsecurity`,
      ),
    ).toEqual([]);
  });

  test('fixes the search path of every function, to nothing but for those that add jobs, and but of those that must be inlined', async () => {
    const loose = await list(
      `select p.proname from pg_proc as p
       where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
         and not coalesce('search_path=""' = any (p.proconfig), false)`,
    );
    // decision 030
    expect(loose.sort()).toEqual(['enqueue', 'enqueue_all', 'enqueue_announced_syncs', 'is_blank', 'iso_instant']);
  });

  test('says how many rows the calendars of a host give, which whole tables are joined with', async () => {
    const guessed = await list(
      `select proname from pg_proc where pronamespace = 'private'::regnamespace and prorows = 1000
         and proname in ('blocking_calendars', 'unknown_spans')`,
    );
    expect(guessed).toEqual([]);
  });

  test('says of every table and function what it is for', async () => {
    const silent = await list(
      `select p.oid::regprocedure::text from pg_proc as p
       where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and obj_description(p.oid, 'pg_proc') is null
       union all
       select c.relname from pg_class as c
       where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind = 'r'
         and obj_description(c.oid, 'pg_class') is null`,
    );
    expect(silent).toEqual([]);
  });

  test('marks as stable every function that only reads, so that the Data API runs it in a read-only transaction', async () => {
    const volatile = await list(
      `select proname from pg_proc where pronamespace = 'public'::regnamespace and provolatile = 'v'
         and proname in ('get_available_slots', 'get_booking_page', 'get_page_with_slots', 'explain_slots', 'get_calendar_view', 'get_report', 'get_own_report', 'get_booking', 'get_booking_sheet', 'get_series', 'get_schedule', 'get_calendar_month', 'get_overview')`,
    );
    expect(volatile).toEqual([]);
  });

  test('has an index for every foreign key', async () => {
    const bare = await list(
      `select k.conname from pg_constraint as k
       where k.contype = 'f' and k.connamespace in ('public'::regnamespace, 'private'::regnamespace)
         and not exists (
           select from pg_index as i
           where i.indrelid = k.conrelid and i.indkey[0] = any (k.conkey)
         )`,
    );
    expect(bare).toEqual([]);
  });

  test('names every constraint after its table', async () => {
    const odd = await list(
      `select k.conname from pg_constraint as k join pg_class as c on c.oid = k.conrelid
       where k.connamespace in ('public'::regnamespace, 'private'::regnamespace) and k.contype <> 'n'
         and not starts_with(k.conname, c.relname)`,
    );
    expect(odd).toEqual([]);
  });
});

test('reading slots works in a read-only transaction', async () => {
  const client = await db.sql.connect();
  try {
    await client.query('begin read only');
    await expect(
      client.query(
        `select public.get_available_slots('00000000-0000-4000-8000-00000000dead', now(), now() + interval '1 day')`,
      ),
    ).rejects.toMatchObject({ code: 'PT404', detail: 'not_found' });
  } finally {
    await client.query('rollback');
    client.release();
  }
});
