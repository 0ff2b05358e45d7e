create function private.own_object_ids()
returns table (kind text, id oid, name text)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  with listed as materialized (
    select o.kind, case o.kind
      when 'function' then to_regprocedure(o.object)::oid
      when 'table' then to_regclass(o.object)::oid
      when 'type' then to_regtype(o.object)::oid
      when 'schema' then to_regnamespace(o.object)::oid
    end as id
    from private.own_objects() as o
  )
  select l.kind, l.id, case l.kind
    when 'function' then l.id::regprocedure::text
    when 'table' then l.id::regclass::text
    when 'type' then l.id::regtype::text
    else l.id::regnamespace::text
  end
  from listed as l
  -- A schema of this name without our comment was made by another application (schemas.sql).
  where l.id is not null and (l.kind <> 'schema' or obj_description(l.id, 'pg_namespace') like '%Openslot%')
  union all
  -- Sequences come with the columns that count by them; there are fewer of these than of other things that depend on tables.
  select 'sequence', s.seqrelid, s.seqrelid::regclass::text
  from pg_catalog.pg_sequence as s
  join pg_catalog.pg_depend as d on d.objid = s.seqrelid and d.deptype in ('a', 'i')
    and d.classid = 'pg_catalog.pg_class'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass
  join listed as l on l.kind = 'table' and l.id = d.refobjid;
end;
$$;
comment on function private.own_object_ids() is
  'Every existing object of ours: its kind and its name as a statement names it. Names are looked up in caches: without the rows of the catalogues, '
  'which cost three pages a function.';
