create function private.bump_versions_of_events()
returns trigger
language plpgsql
security definer -- the writer of events may not write the private table
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform private.bump_versions_of_calendars(array(select distinct n.calendar_id from new_rows as n where n.is_busy));
  elsif tg_op = 'DELETE' then
    perform private.bump_versions_of_calendars(array(select distinct o.calendar_id from old_rows as o where o.is_busy));
  else
    perform private.bump_versions_of_calendars(array(
      select distinct n.calendar_id
      from old_rows as o
      join new_rows as n on n.id = o.id
      where (o.is_busy or n.is_busy)
        and (o.starts_at, o.ends_at, o.start_date, o.end_date, o.is_busy, o.deleted_at, o.booking_id)
          is distinct from (n.starts_at, n.ends_at, n.start_date, n.end_date, n.is_busy, n.deleted_at, n.booking_id)
    ));
  end if;
  return null;
end;
$$;
comment on function private.bump_versions_of_events() is 'Once per statement that changed busy time; a new title does not concern visitors.';

create trigger synced_events_version_insert after insert on public.synced_events
referencing new table as new_rows for each statement execute function private.bump_versions_of_events();
create trigger synced_events_version_update after update on public.synced_events
referencing old table as old_rows new table as new_rows for each statement execute function private.bump_versions_of_events();
create trigger synced_events_version_delete after delete on public.synced_events
referencing old table as old_rows for each statement execute function private.bump_versions_of_events();
