create function private.bump_versions_of_settings()
returns trigger
language plpgsql
security definer -- an owner who edits may not write the private table
set search_path = ''
as $$
declare
  v_host_ids uuid[];
begin
  if tg_op = 'INSERT' then
    v_host_ids := array(select distinct n.host_id from new_rows as n);
  elsif tg_op = 'DELETE' then
    v_host_ids := array(select distinct o.host_id from old_rows as o);
  else
    v_host_ids := array(select o.host_id from old_rows as o union select n.host_id from new_rows as n);
  end if;
  if v_host_ids = '{}' then
    return null;
  end if;
  perform private.bump_host_versions(v_host_ids);
  perform private.bump_owner_versions(
    array(select h.owner_id from public.hosts as h where h.id = any (v_host_ids)),
    case when tg_table_name = 'calendar_links' then '{schedule,connections}' else '{schedule}' end::text[]
  );
  return null;
end;
$$;
comment on function private.bump_versions_of_settings() is
  'Once per statement with which the owner changed what a host offers, or which calendars take its time.';

create trigger event_types_version_insert after insert on public.event_types
referencing new table as new_rows for each statement execute function private.bump_versions_of_settings();
create trigger event_types_version_update after update on public.event_types
referencing old table as old_rows new table as new_rows for each statement execute function private.bump_versions_of_settings();
create trigger event_types_version_delete after delete on public.event_types
referencing old table as old_rows for each statement execute function private.bump_versions_of_settings();
create trigger availability_rules_version_insert after insert on public.availability_rules
referencing new table as new_rows for each statement execute function private.bump_versions_of_settings();
create trigger availability_rules_version_update after update on public.availability_rules
referencing old table as old_rows new table as new_rows for each statement execute function private.bump_versions_of_settings();
create trigger availability_rules_version_delete after delete on public.availability_rules
referencing old table as old_rows for each statement execute function private.bump_versions_of_settings();
create trigger availability_overrides_version_insert after insert on public.availability_overrides
referencing new table as new_rows for each statement execute function private.bump_versions_of_settings();
create trigger availability_overrides_version_update after update on public.availability_overrides
referencing old table as old_rows new table as new_rows for each statement execute function private.bump_versions_of_settings();
create trigger availability_overrides_version_delete after delete on public.availability_overrides
referencing old table as old_rows for each statement execute function private.bump_versions_of_settings();
create trigger blocked_periods_version_insert after insert on public.blocked_periods
referencing new table as new_rows for each statement execute function private.bump_versions_of_settings();
create trigger blocked_periods_version_update after update on public.blocked_periods
referencing old table as old_rows new table as new_rows for each statement execute function private.bump_versions_of_settings();
create trigger blocked_periods_version_delete after delete on public.blocked_periods
referencing old table as old_rows for each statement execute function private.bump_versions_of_settings();
create trigger calendar_links_version_insert after insert on public.calendar_links
referencing new table as new_rows for each statement execute function private.bump_versions_of_settings();
create trigger calendar_links_version_update after update on public.calendar_links
referencing old table as old_rows new table as new_rows for each statement execute function private.bump_versions_of_settings();
create trigger calendar_links_version_delete after delete on public.calendar_links
referencing old table as old_rows for each statement execute function private.bump_versions_of_settings();
