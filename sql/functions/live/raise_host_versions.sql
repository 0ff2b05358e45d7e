create function private.raise_host_versions(p_host_ids uuid[])
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_raised record;
begin
  for v_raised in
    insert into private.host_versions as v (host_id)
    -- In one order everywhere, so that two changes of several hosts never wait for each other.
    select h.id from public.hosts as h where h.id = any (p_host_ids) order by h.id
    on conflict on constraint host_versions_pkey do update set version = v.version + 1
    returning v.host_id, v.version
  loop
    perform pg_catalog.pg_notify(
      'openslot_live', jsonb_build_object('host_id', v_raised.host_id, 'v', v_raised.version)::text
    );
  end loop;
end;
$$;
comment on function private.raise_host_versions(uuid[]) is
  'The slots of these hosts may have changed: raises their versions, and tells every listening process when this transaction commits.';
