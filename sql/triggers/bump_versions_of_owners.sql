create function private.bump_versions_of_owners()
returns trigger
language plpgsql
security definer -- the writer of the table may not write the private one
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform private.bump_owner_versions(array(select n.owner_id from new_rows as n), tg_argv[0]::text[]);
  elsif tg_op = 'DELETE' then
    perform private.bump_owner_versions(array(select o.owner_id from old_rows as o), tg_argv[0]::text[]);
  else
    perform private.bump_owner_versions(array(
      select n.owner_id from old_rows as o join new_rows as n on n.id = o.id where n is distinct from o
    ), tg_argv[0]::text[]);
  end if;
  return null;
end;
$$;
comment on function private.bump_versions_of_owners() is
  'Something that owners are shown changed, in a table that names its owner: once per statement. The argument names the topics.';

create trigger calendar_connections_version_insert after insert on public.calendar_connections
referencing new table as new_rows for each statement execute function private.bump_versions_of_owners('{connections}');
create trigger calendar_connections_version_update after update on public.calendar_connections
referencing old table as old_rows new table as new_rows for each statement execute function private.bump_versions_of_owners('{connections}');
create trigger calendar_connections_version_delete after delete on public.calendar_connections
referencing old table as old_rows for each statement execute function private.bump_versions_of_owners('{connections}');
create trigger calendars_version_insert after insert on public.calendars
referencing new table as new_rows for each statement execute function private.bump_versions_of_owners('{connections}');
create trigger calendars_version_update after update on public.calendars
referencing old table as old_rows new table as new_rows for each statement execute function private.bump_versions_of_owners('{connections}');
create trigger calendars_version_delete after delete on public.calendars
referencing old table as old_rows for each statement execute function private.bump_versions_of_owners('{connections}');
create trigger sync_logs_version_insert after insert on public.sync_logs
referencing new table as new_rows for each statement execute function private.bump_versions_of_owners('{log}');
