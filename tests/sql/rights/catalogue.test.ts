import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { columnGrants, functionGrants, tableGrants } from './grants.ts';

const db = useDatabase();
const list = async (query: string): Promise<string[]> =>
  (await db.sql.query(query)).rows.map((row) => Object.values(row)[0] as string);

describe('The catalogue', () => {
  test('has no right on a table that the list does not name', async () => {
    const granted = await list(
      `select distinct a.grantee::regrole || ' ' || a.privilege_type || ' ' || c.relname as right
       from pg_class as c, aclexplode(c.relacl) as a
       where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and a.grantee <> c.relowner and a.grantee <> 0
       order by 1`,
    );
    expect(granted.sort()).toEqual(tableGrants);
  });

  test('has no right on a single column that the list does not name', async () => {
    const granted = await list(
      `select a.grantee::regrole || ' ' || a.privilege_type || ' ' || c.relname || '.' || t.attname
       from pg_attribute as t join pg_class as c on c.oid = t.attrelid, aclexplode(t.attacl) as a
       where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)`,
    );
    expect(granted).toEqual(columnGrants);
  });

  test('has no right on a function that the list does not name', async () => {
    const granted = await list(
      `select a.grantee::regrole || ' ' || p.proname
       from pg_proc as p, aclexplode(p.proacl) as a
       where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and a.grantee <> p.proowner and a.grantee <> 0
       order by 1`,
    );
    expect(granted.sort()).toEqual(functionGrants);
  });

  test('grants nothing to everybody', async () => {
    const granted = await list(
      `select p.oid::regprocedure::text from pg_proc as p
       where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
         and (p.proacl is null or exists (select from aclexplode(p.proacl) as a where a.grantee = 0))
       union all
       select c.relname from pg_class as c, aclexplode(c.relacl) as a
       where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and a.grantee = 0`,
    );
    expect(granted).toEqual([]);
  });

  test('lets no role of the API use the private schema', async () => {
    const { rows } = await db.sql.query(
      `select bool_or(has_schema_privilege(r, 'private', 'usage')) as any
       from unnest(array['anon', 'authenticated', 'service_role']) as r`,
    );
    expect(rows[0].any).toBe(false);
  });

  test('has row level security on every public table', async () => {
    expect(
      await list(
        `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and not relrowsecurity`,
      ),
    ).toEqual([]);
  });

  test('fixes the search path of every function, but of the one that must be inlined', async () => {
    const loose = await list(
      `select p.proname from pg_proc as p
       where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
         and not coalesce('search_path=""' = any (p.proconfig), false)`,
    );
    expect(loose).toEqual(['iso_instant']);
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
         and proname in ('get_available_slots', 'get_booking_page', 'explain_slots', 'get_calendar_view', 'get_booking', 'get_booking_sheet')`,
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
