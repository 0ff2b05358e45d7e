import pg from 'pg';
import { prepareSupabase, runSql } from '../../sync-service/src/embedded/platform.ts';
import type { Postgres } from '../../sync-service/src/embedded/postgres.ts';
import { clusterUrl, createDatabase } from './cluster.ts';

const API_ROLES = 'anon, authenticated, service_role';
const cluster = { url: (database = 'postgres', role = 'supabase_admin') => clusterUrl(database, role) } as Postgres;

/** What every Supabase project had until 2026, and every self-hosted one has: whoever uses the API may do everything. */
const classic = (role: string) => `
  alter default privileges for role ${role} in schema public grant all on tables to postgres, ${API_ROLES};
  alter default privileges for role ${role} in schema public grant all on functions to postgres, ${API_ROLES};
  alter default privileges for role ${role} in schema public grant all on sequences to postgres, ${API_ROLES};`;

/** Gives away whatever is made anywhere, and lets it be given on. */
const generous = (role: string) => `
  alter default privileges for role ${role} grant all on tables to public, ${API_ROLES};
  alter default privileges for role ${role} grant all on functions to ${API_ROLES};
  alter default privileges for role ${role} grant all on sequences to public, ${API_ROLES};
  alter default privileges for role ${role} grant all on types to ${API_ROLES};
  alter default privileges for role ${role} grant all on schemas to public, ${API_ROLES};
  alter default privileges for role ${role} grant all on tables to service_role with grant option;
  alter default privileges for role ${role} grant all on functions to authenticated with grant option;`;

/** Another application in the project: with names like ours, a schema `private`, and rights that it needs as they are. */
const foreignObjects = `
  set role postgres;
  create table public.shop_orders (id bigint generated always as identity primary key, total numeric, note text);
  grant select, insert on public.shop_orders to anon;
  grant update (note) on public.shop_orders to authenticated;
  grant usage on sequence public.shop_orders_id_seq to anon;
  create view public.shop_totals as select sum(total) from public.shop_orders;
  grant select on public.shop_totals to public;
  create type public.shop_state as enum ('open', 'paid');
  create domain public.shop_money as numeric check (value >= 0);
  revoke all on type public.shop_state from public;
  grant usage on type public.shop_state to authenticated;
  create function public.list_mail(p_folder text) returns text language sql as $$ select p_folder $$;
  create function public.cancel_booking(p_order bigint) returns bigint language sql as $$ select p_order $$;
  create procedure public.shop_close() language sql as $$ select 1 $$;
  revoke all on function public.cancel_booking(bigint) from public;
  grant execute on function public.cancel_booking(bigint) to anon;
  create schema private;
  comment on schema private is 'Functions of the shop that policies call.';
  grant usage on schema private to authenticated;
  create table private.shop_prices (id integer primary key);
  grant select on private.shop_prices to authenticated;
  create function private.shop_role() returns text language sql as $$ select 'clerk' $$;
  reset role;
  revoke usage on schema public from authenticated;
  grant create on schema public to service_role;`;

/** What a project may be before the first migration, by name. */
export const SHAPES: Record<string, string> = {
  new: '',
  classic: classic('postgres'),
  generous: generous('postgres'),
  shared: foreignObjects,
  'shared, classic': `${classic('postgres')} ${foreignObjects}`,
};

/** A project of a shape, not migrated yet: the name of its database. `role` is the one that default privileges are for. */
export async function createProject(shape: string, role = 'postgres'): Promise<string> {
  const database = await createDatabase('template0');
  await prepareSupabase(cluster, database);
  const text = role === 'postgres' ? SHAPES[shape] : { classic: classic(role), generous: generous(role) }[shape];
  if (text === undefined) throw new Error(`There is no shape ${shape} for ${role}.`);
  await runSql(clusterUrl(database, 'supabase_admin'), text);
  return database;
}

/** Every access list there is, as Postgres keeps it: schemas, relations, columns, functions, types, defaults. */
const ACCESS_LISTS = `
  with spaces as (
    select n.* from pg_namespace as n
    where n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'extensions', 'auth', 'supabase_migrations')
  ),
  lists as (
    select 'schema ' || nspname as object, nspowner as owner, nspacl as acl from spaces
    union all
    select case relkind when 'S' then 'sequence ' else 'relation ' end || s.nspname || '.' || relname, relowner, relacl
    from pg_class as c join spaces as s on s.oid = relnamespace where relkind in ('r', 'p', 'v', 'm', 'S', 'f')
    union all
    select 'column ' || s.nspname || '.' || relname || '.' || attname, relowner, attacl
    from pg_attribute as a join pg_class as c on c.oid = a.attrelid join spaces as s on s.oid = relnamespace
    where relkind in ('r', 'p', 'v', 'm', 'f') and attnum > 0 and not attisdropped
    union all
    select 'function ' || s.nspname || '.' || proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', proowner, proacl
    from pg_proc as p join spaces as s on s.oid = pronamespace
    union all
    select 'type ' || s.nspname || '.' || typname, typowner, typacl from pg_type as t join spaces as s on s.oid = typnamespace
    union all
    select format('default of %s in %s for %s', defaclrole::regrole, defaclnamespace, defaclobjtype), defaclrole, defaclacl
    from pg_default_acl
  )
  select object, owner::regrole || ' ' || coalesce(acl::text, 'default') as acl from lists`;

/** Access lists by object: owner and list, letter by letter. */
export async function readAccessLists(database: string): Promise<Map<string, string>> {
  const client = new pg.Client({ connectionString: clusterUrl(database, 'supabase_admin') });
  await client.connect();
  try {
    const { rows } = await client.query<{ object: string; acl: string }>(ACCESS_LISTS);
    return new Map(rows.map(({ object, acl }) => [object, acl]));
  } finally {
    await client.end();
  }
}

/** Objects whose lists differ, with both; an object that one side lacks is there with null. */
export function compareAccessLists(left: Map<string, string>, right: Map<string, string>): Record<string, unknown> {
  const differing = [...new Set([...left.keys(), ...right.keys()])].filter((key) => left.get(key) !== right.get(key));
  return Object.fromEntries(differing.map((key) => [key, [left.get(key) ?? null, right.get(key) ?? null]]));
}

/** The entries of `after` whose objects were not there before. */
export function madeSince(before: Map<string, string>, after: Map<string, string>): Map<string, string> {
  return new Map([...after].filter(([object]) => !before.has(object)));
}

/** The same lists with `owner` for the name of each object's owner, and without what `postgres`, who administers, was given by them. */
export function withoutOwner(lists: Map<string, string>): Map<string, string> {
  return new Map(
    [...lists].map(([object, list]) => {
      const owner = list.slice(0, list.indexOf(' '));
      return [object, list.replaceAll(new RegExp(`\\b${owner}\\b`, 'g'), 'owner').replace(/,postgres=[^,}]*/, '')];
    }),
  );
}
