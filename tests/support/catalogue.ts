import pg from 'pg';

/** Every object of ours, one line each: kind, name and everything that makes it what it is. */
const CATALOGUE = `
  with ours as (select oid, nspname from pg_namespace where nspname in ('public', 'private')),
  relations as (
    select c.*, ours.nspname || '.' || c.relname as name from pg_class as c join ours on ours.oid = c.relnamespace
  ),
  functions as (
    select p.*, ours.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' as name
    from pg_proc as p join ours on ours.oid = p.pronamespace
  ),
  lines as (
    select format('schema %s owner %s', n.nspname, pg_get_userbyid(n.nspowner)) as line
    from pg_namespace as n join ours using (oid)
    union all
    select format('extension %s in %s', extname, extnamespace::regnamespace) from pg_extension
    union all
    select format('relation %s kind %s rls %s forced %s owner %s options %s', name, relkind, relrowsecurity,
      relforcerowsecurity, pg_get_userbyid(relowner), reloptions)
    from relations where relkind in ('r', 'p', 'v', 'm', 'S')
    union all
    select format('view %s: %s', name, pg_get_viewdef(oid)) from relations where relkind in ('v', 'm')
    union all
    select format('column %s.%s #%s %s not null %s default %s generated %s identity %s collation %s', r.name, a.attname,
      row_number() over (partition by r.oid order by a.attnum), format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attgenerated,
      a.attidentity, a.attcollation::regcollation)
    from relations as r
    join pg_attribute as a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef as d on d.adrelid = r.oid and d.adnum = a.attnum
    where r.relkind in ('r', 'p', 'v', 'm', 'c')
    union all
    select format('constraint %s on %s: %s', conname, coalesce(nullif(conrelid, 0)::regclass::text, contypid::regtype::text),
      pg_get_constraintdef(k.oid))
    from pg_constraint as k join ours on ours.oid = k.connamespace
    union all
    select format('index %s: %s', name, pg_get_indexdef(oid)) from relations where relkind = 'i'
    union all
    select format('type %s.%s %s: %s', ours.nspname, typname, typtype, coalesce(
      (select string_agg(enumlabel, ', ' order by enumsortorder) from pg_enum where enumtypid = t.oid), typdefault))
    from pg_type as t join ours on ours.oid = t.typnamespace where typtype in ('e', 'd', 'r')
    union all
    select format('function %s owner %s: %s', name, pg_get_userbyid(proowner), pg_get_functiondef(oid))
    from functions where prokind in ('f', 'p')
    union all
    select format('trigger %s: %s enabled %s', tgname, pg_get_triggerdef(t.oid), tgenabled)
    from pg_trigger as t join relations as r on r.oid = t.tgrelid where not tgisinternal
    union all
    select format('policy %s on %s.%s %s %s to %s using %s check %s', policyname, schemaname, tablename, permissive, cmd,
      roles, qual, with_check)
    from pg_policies where schemaname in ('public', 'private')
    union all
    select format('comment on %s: %s', o.identity, d.description)
    from pg_description as d
    cross join lateral pg_identify_object(d.classoid, d.objoid, d.objsubid) as o
    where o.schema in ('public', 'private') or d.objoid in (select oid from ours)
  )
  select line from lines
`;

/** Who may do what: tables, columns, functions, schemas, types and what later objects will get. */
const GRANTS = `
  with ours as (select oid, nspname, nspacl, nspowner from pg_namespace where nspname = any (array['public', 'private'])),
  rights as (
    select 'schema ' || nspname as object, coalesce(nspacl, acldefault('n', nspowner)) as acl from ours
    union all
    select 'relation ' || c.oid::regclass::text, coalesce(relacl, acldefault('r', relowner))
    from pg_class as c join ours on ours.oid = c.relnamespace where relkind in ('r', 'p', 'v', 'm', 'S')
    union all
    select format('column %s.%s', c.oid::regclass, attname), attacl
    from pg_attribute as a join pg_class as c on c.oid = a.attrelid join ours on ours.oid = c.relnamespace
    where attacl is not null and attnum > 0
    union all
    select 'function ' || p.oid::regprocedure::text, coalesce(proacl, acldefault('f', proowner))
    from pg_proc as p join ours on ours.oid = p.pronamespace
    union all
    select 'type ' || t.oid::regtype::text, coalesce(typacl, acldefault('T', typowner))
    from pg_type as t join ours on ours.oid = t.typnamespace where typtype in ('e', 'd')
    union all
    select format('default of %s in %s for %s', pg_get_userbyid(defaclrole), coalesce(nullif(defaclnamespace, 0)::regnamespace::text, 'all'),
      defaclobjtype), defaclacl
    from pg_default_acl
  )
  select format('grant %s on %s to %s%s', privilege_type, object, coalesce(nullif(grantee, 0)::regrole::text, 'public'),
    case when is_grantable then ' with grant option' else '' end) as line
  from rights cross join lateral aclexplode(acl)
`;

async function readLines(url: string, query: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ line: string }>(query);
    return rows.map(({ line }) => line).sort();
  } finally {
    await client.end();
  }
}

/** Everything in the schemas `public` and `private`, rights included, as sorted lines. */
export async function readCatalogue(url: string): Promise<string[]> {
  return [...(await readLines(url, CATALOGUE)), ...(await readLines(url, GRANTS))];
}

/** The rights on everything in the schemas `public` and `private`, as sorted lines. */
export const readGrants = (url: string): Promise<string[]> => readLines(url, GRANTS);
