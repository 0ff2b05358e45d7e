create function private.own_access_lists()
returns table (kind text, id oid, name text, owner oid, acl aclitem[])
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  with listed as materialized (select o.kind, o.id, o.name from private.own_object_ids() as o)
  select l.kind, l.id, l.name, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
  from listed as l join pg_catalog.pg_proc as p on l.kind = 'function' and p.oid = l.id
  union all
  select l.kind, l.id, l.name, c.relowner, coalesce(c.relacl, acldefault(case l.kind when 'table' then 'r' else 's' end::"char", c.relowner))
  from listed as l join pg_catalog.pg_class as c on l.kind in ('table', 'sequence') and c.oid = l.id
  union all
  select l.kind, l.id, l.name, t.typowner, coalesce(t.typacl, acldefault('T', t.typowner))
  from listed as l join pg_catalog.pg_type as t on l.kind = 'type' and t.oid = l.id
  union all
  select l.kind, l.id, l.name, n.nspowner, coalesce(n.nspacl, acldefault('n', n.nspowner))
  from listed as l join pg_catalog.pg_namespace as n on l.kind = 'schema' and n.oid = l.id;
end;
$$;
comment on function private.own_access_lists() is 'private.own_object_ids() with the owner and the rights of each.';
