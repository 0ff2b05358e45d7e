import pg from 'pg';

/** A right on an object of `public` or `private` that somebody else than its owner has by an access list. */
export interface Right {
  kind: 'schema' | 'table' | 'column' | 'sequence' | 'function' | 'type';
  /** `public` stands for everybody. */
  role: string;
  privilege: string;
  /** Without schema and arguments. */
  name: string;
  /** With both. */
  object: string;
}

const RIGHTS = `
  with spaces as (select * from pg_namespace where nspname in ('public', 'private')),
  lists as (
    select 'schema' as kind, nspname::text as name, nspname::text as object, nspowner as owner,
      coalesce(nspacl, acldefault('n', nspowner)) as acl
    from spaces
    union all
    select case relkind when 'S' then 'sequence' else 'table' end, relname, c.oid::regclass::text, relowner,
      coalesce(relacl, acldefault(case relkind when 'S' then 's' else 'r' end::"char", relowner))
    from pg_class as c join spaces as s on s.oid = relnamespace where relkind in ('r', 'p', 'v', 'm', 'S')
    union all
    select 'column', relname || '.' || attname, c.oid::regclass || '.' || attname, relowner, attacl
    from pg_attribute as a join pg_class as c on c.oid = attrelid join spaces as s on s.oid = relnamespace
    where attacl is not null and attnum > 0
    union all
    select 'function', proname, proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', proowner,
      coalesce(proacl, acldefault('f', proowner))
    from pg_proc as p join spaces as s on s.oid = pronamespace
    union all
    -- The types of rows and arrays follow their table or element: nothing can be done with them alone.
    select 'type', typname, t.oid::regtype::text, typowner, coalesce(typacl, acldefault('T', typowner))
    from pg_type as t join spaces as s on s.oid = typnamespace left join pg_class as c on c.oid = typrelid
    where typcategory <> 'A' and coalesce(c.relkind, 'c') = 'c'
  )
  select distinct kind, coalesce(nullif(grantee, 0)::regrole::text, 'public') as role, privilege_type as privilege, name, object
  from lists cross join lateral aclexplode(acl) where grantee <> owner`;

/** Every right there is in `public` and `private`, besides the owners' own. */
export async function listRights(url: string): Promise<Right[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Right>(RIGHTS)).rows;
  } finally {
    await client.end();
  }
}
