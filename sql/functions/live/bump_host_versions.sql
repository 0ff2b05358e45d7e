create function private.bump_host_versions(p_host_ids uuid[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into private.changed_hosts (host_id)
  select distinct i.id from unnest(p_host_ids) as i (id);
end;
$$;
comment on function private.bump_host_versions(uuid[]) is
  'The slots of these hosts may have changed: their versions are bumped when this transaction ends (private.bump_changed_hosts).';
