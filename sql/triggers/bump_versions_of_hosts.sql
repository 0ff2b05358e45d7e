create function private.bump_versions_of_hosts()
returns trigger
language plpgsql
security definer -- an owner who edits may not write the private table
set search_path = ''
as $$
begin
  perform private.bump_host_versions(array(select n.id from new_rows as n));
  return null;
end;
$$;
comment on function private.bump_versions_of_hosts() is 'The owner changed a host itself: its zone, its policy, whether it is active.';

create trigger hosts_version_update after update on public.hosts
referencing new table as new_rows for each statement execute function private.bump_versions_of_hosts();
