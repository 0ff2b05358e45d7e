import { runMigrations } from 'graphile-worker';
import { createPool, withConnection } from '../db/connections.ts';
import type { Logger } from '../log.ts';
import { createQueueLogger } from './logger.ts';

/** Prevents two starting processes from creating the schema at the same time. */
const LOCK = 72_432;

/** An existing schema of this name belongs to another application: its queue is shared, its rights do not change. */
const MAKE_SCHEMA = `
  do $$ begin
    if to_regnamespace('graphile_worker') is null then
      create schema graphile_worker;
      revoke all on schema graphile_worker from public, anon, authenticated, service_role;
      comment on schema graphile_worker is 'Job queue of Openslot: made and updated by the service (graphile-worker).';
    end if;
  end $$`;

/** Revokes what default privileges granted on our schema. */
const CLOSE_SCHEMA = `
  do $$
  declare
    v_object record;
  begin
    for v_object in
      with ours as (
        select oid, nspname, nspowner, nspacl from pg_namespace
        where nspname = 'graphile_worker' and obj_description(oid, 'pg_namespace') like '%Openslot%'
      ),
      lists (kind, name, acl) as (
        select 'schema', quote_ident(nspname), nspacl from ours
        union all
        select case relkind when 'S' then 'sequence' else 'table' end, c.oid::regclass::text, relacl
        from pg_class as c join ours on ours.oid = relnamespace where relkind in ('r', 'p', 'v', 'm', 'S')
        union all
        select 'routine', p.oid::regprocedure::text, proacl from pg_proc as p join ours on ours.oid = pronamespace where prokind <> 'a'
        union all
        select 'type', t.oid::regtype::text, typacl
        from pg_type as t join ours on ours.oid = typnamespace left join pg_class as c on c.oid = typrelid
        where typcategory <> 'A' and coalesce(c.relkind, 'c') = 'c'
      )
      select kind, name from lists
      where acl is null or exists (
        select from aclexplode(acl) as a
        where a.grantee = 0 or a.grantee in (select oid from pg_roles where rolname in ('anon', 'authenticated', 'service_role'))
      )
    loop
      execute format('revoke all on %s %s from public, anon, authenticated, service_role cascade', v_object.kind, v_object.name);
    end loop;
  end $$`;

/**
 * Creates or updates the job queue's schema, closed to every API role whatever default privileges the database has.
 * Database functions add jobs by name only, so the service can install this schema.
 * @param databaseUrl Connection string of the role that owns the functions.
 */
export async function installQueue(databaseUrl: string, log: Logger): Promise<void> {
  await withConnection(databaseUrl, 'openslot start', async (client) => {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(MAKE_SCHEMA);
    const pgPool = createPool({ connectionString: databaseUrl, application_name: 'openslot start', max: 1 }, () => {});
    await runMigrations({ pgPool, logger: createQueueLogger(log) }).finally(() => pgPool.end());
    await client.query(CLOSE_SCHEMA);
  });
}
