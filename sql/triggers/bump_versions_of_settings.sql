create function private.bump_versions_of_settings()
returns trigger
language plpgsql
security definer -- an owner who edits may not write the private table
set search_path = ''
as $$
declare
  v_host_ids constant uuid[] := array_remove(array[old.host_id, new.host_id], null);
begin
  perform private.bump_host_versions(v_host_ids);
  perform private.bump_owner_versions(
    array(select h.owner_id from public.hosts as h where h.id = any (v_host_ids)),
    case when tg_table_name = 'calendar_links' then '{schedule,connections}' else '{schedule}' end::text[]
  );
  return null;
end;
$$;
comment on function private.bump_versions_of_settings() is 'The owner changed what a host offers, or which calendars take its time.';

create trigger event_types_version after insert or update or delete on public.event_types
for each row execute function private.bump_versions_of_settings();
create trigger availability_rules_version after insert or update or delete on public.availability_rules
for each row execute function private.bump_versions_of_settings();
create trigger availability_overrides_version after insert or update or delete on public.availability_overrides
for each row execute function private.bump_versions_of_settings();
create trigger blocked_periods_version after insert or update or delete on public.blocked_periods
for each row execute function private.bump_versions_of_settings();
create trigger calendar_links_version after insert or update or delete on public.calendar_links
for each row execute function private.bump_versions_of_settings();
