create function private.restore_rights()
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_missing text;
  v_object record;
  v_right record;
  v_differing text;
begin
  select string_agg(o.kind || ' ' || o.object, ', ' order by o.kind, o.object) into v_missing
  from private.own_objects() as o
  where case o.kind
    when 'function' then to_regprocedure(o.object)::oid
    when 'table' then to_regclass(o.object)::oid
    when 'type' then to_regtype(o.object)::oid
    when 'schema' then to_regnamespace(o.object)::oid
  end is null;
  if v_missing is not null then
    raise exception 'private.own_objects() names objects that do not exist: %', v_missing using errcode = 'undefined_object',
      hint = 'The list and the objects must come from the same state of sql/: end the migration with what "npm run db:rights" prints.';
  end if;

  for v_object in select l.kind, l.name from private.own_object_ids() as l order by l.kind, l.name loop
    execute format('revoke all on %s %s from public, anon, authenticated, service_role cascade', v_object.kind, v_object.name);
  end loop;
  for v_right in select * from private.declared_rights() loop
    execute format(
      'grant %s%s on %s %s to %s',
      v_right.privilege, ' (' || v_right.column_name || ')', v_right.kind, v_right.object, v_right.role
    );
  end loop;

  -- Only the owner of an object can revoke rights on it; for others Postgres just warns.
  select string_agg(d.right_name, ', ') into v_differing from private.differing_rights() as d;
  if v_differing is not null then
    raise exception 'the rights could not be restored: %', v_differing using errcode = 'insufficient_privilege',
      hint = 'Run it as the role that owns the tables and functions of Openslot.';
  end if;
end;
$$;
comment on function private.restore_rights() is
  'Gives every object of ours exactly the rights of the list, whatever default privileges or people gave it; objects of others are not touched. '
  'The last statement of every migration, and the remedy where /readyz complains of rights. Run it as the owner of the objects; it raises '
  'undefined_object or insufficient_privilege, and then changes nothing.';
