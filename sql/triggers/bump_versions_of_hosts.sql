create function private.bump_versions_of_hosts()
returns trigger
language plpgsql
security definer -- an owner who edits may not write the private table
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform private.bump_owner_versions(array(select n.owner_id from new_rows as n), '{schedule}');
  elsif tg_op = 'DELETE' then
    perform private.bump_owner_versions(array(select o.owner_id from old_rows as o), '{schedule}');
  else
    perform private.bump_host_versions(array(select n.id from new_rows as n));
    perform private.bump_owner_versions(array(select n.owner_id from new_rows as n), '{schedule}');
  end if;
  return null;
end;
$$;
comment on function private.bump_versions_of_hosts() is 'The owner changed a host itself: its zone, its policy, whether it is active; or made or deleted one.';

create trigger hosts_version_insert after insert on public.hosts
referencing new table as new_rows for each statement execute function private.bump_versions_of_hosts();
create trigger hosts_version_update after update on public.hosts
referencing new table as new_rows for each statement execute function private.bump_versions_of_hosts();
create trigger hosts_version_delete after delete on public.hosts
referencing old table as old_rows for each statement execute function private.bump_versions_of_hosts();
