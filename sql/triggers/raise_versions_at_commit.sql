create function private.raise_changed_hosts()
returns trigger
language plpgsql
security definer -- whoever changed the slots may not write the private tables
set search_path = ''
as $$
declare
  v_raised record;
begin
  for v_raised in
    with changed as (
      -- Those of this transaction begin with this row.
      delete from private.changed_hosts as c where c.number >= new.number returning c.host_id
    )
    insert into private.host_versions as v (host_id)
    -- In one order everywhere, so that two transactions never wait for each other.
    select h.id from public.hosts as h where h.id in (select c.host_id from changed as c) order by h.id
    on conflict on constraint host_versions_pkey do update set version = v.version + 1
    returning v.host_id, v.version
  loop
    perform pg_catalog.pg_notify(
      'openslot_live', jsonb_build_object('host_id', v_raised.host_id, 'v', v_raised.version)::text
    );
  end loop;
  return null;
end;
$$;
comment on function private.raise_changed_hosts() is
  'At the end of a transaction: raises the version of each host that it changed, once, and tells every listening process. These are the last '
  'locks that it takes; the first row does the work for all.';

create constraint trigger changed_hosts_raise after insert on private.changed_hosts
deferrable initially deferred for each row execute function private.raise_changed_hosts();
