create function private.own_access_lists()
returns table (kind text, id oid, name text, owner oid, acl aclitem[])
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  with listed as (
    select o.kind, case o.kind
      when 'function' then to_regprocedure(o.object)::oid
      when 'table' then to_regclass(o.object)::oid
      when 'type' then to_regtype(o.object)::oid
    end as id
    from private.own_objects() as o
  )
  select 'function', p.oid, p.oid::regprocedure::text, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
  from listed as l join pg_catalog.pg_proc as p on l.kind = 'function' and p.oid = l.id
  union all
  select 'table', c.oid, c.oid::regclass::text, c.relowner, coalesce(c.relacl, acldefault('r', c.relowner))
  from listed as l join pg_catalog.pg_class as c on l.kind = 'table' and c.oid = l.id
  union all
  -- Sequences come with the columns that count by them.
  select 'sequence', s.oid, s.oid::regclass::text, s.relowner, coalesce(s.relacl, acldefault('s', s.relowner))
  from listed as l
  join pg_catalog.pg_depend as d on l.kind = 'table' and d.refobjid = l.id and d.deptype in ('a', 'i')
    and d.classid = 'pg_catalog.pg_class'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass
  join pg_catalog.pg_class as s on s.oid = d.objid and s.relkind = 'S'
  union all
  select 'type', t.oid, t.oid::regtype::text, t.typowner, coalesce(t.typacl, acldefault('T', t.typowner))
  from listed as l join pg_catalog.pg_type as t on l.kind = 'type' and t.oid = l.id
  union all
  -- A schema of this name without our comment was made by another application (schemas.sql).
  select 'schema', n.oid, n.oid::regnamespace::text, n.nspowner, coalesce(n.nspacl, acldefault('n', n.nspowner))
  from private.own_objects() as o
  join pg_catalog.pg_namespace as n on o.kind = 'schema' and n.nspname = o.object
  where obj_description(n.oid, 'pg_namespace') like '%Openslot%';
end;
$$;
comment on function private.own_access_lists() is
  'Every existing object of ours: its kind, its name as a statement names it, its owner and its rights.';
