create function private.differing_rights()
returns table (right_name text)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  with api_roles as (
    select r.oid, r.rolname::text as role from pg_catalog.pg_roles as r where r.rolname in ('anon', 'authenticated', 'service_role')
    union all
    select 0, 'public'
  ),
  lists as (
    select l.id, l.kind, l.name, null::text as column_name, l.acl from private.own_access_lists() as l
    union all
    select l.id, l.kind, l.name, a.attname::text, a.attacl
    from private.own_access_lists() as l
    join pg_catalog.pg_attribute as a on l.kind = 'table' and a.attrelid = l.id and a.attnum > 0 and a.attacl is not null
  ),
  actual as (
    select r.role, lower(x.privilege_type) as privilege, l.column_name, l.kind, l.name
    from lists as l
    cross join lateral aclexplode(l.acl) as x
    join api_roles as r on r.oid = x.grantee
  ),
  declared as (
    select d.role, d.privilege, d.column_name, d.kind,
      case d.kind when 'function' then to_regprocedure(d.object)::text else to_regclass(d.object)::text end
    from private.declared_rights() as d
  )
  select format('%s: %s%s on %s %s', d.role, d.privilege, ' (' || d.column_name || ')', d.kind, d.name)
  from (
    (table actual except table declared)
    union all
    (table declared except table actual)
  ) as d (role, privilege, column_name, kind, name)
  order by 1;
end;
$$;
comment on function private.differing_rights() is
  'The differences between the access lists of our objects and the list of rights: what everybody or a role of the API was given beyond it, and '
  'what nobody gave.';
