create function private.bump_versions_of_unknown_times()
returns trigger
language plpgsql
security definer -- whoever writes unknown times may not write the versions
set search_path = ''
as $$
declare
  v_calendar_ids uuid[];
begin
  if tg_op = 'INSERT' then
    perform private.bump_versions_of_calendars(array(select distinct n.calendar_id from new_rows as n where n.acknowledged_at is null));
  elsif tg_op = 'DELETE' then
    perform private.bump_versions_of_calendars(array(select distinct o.calendar_id from old_rows as o where o.acknowledged_at is null));
  else
    perform private.bump_versions_of_calendars(array(
      select distinct n.calendar_id
      from old_rows as o
      join new_rows as n on n.id = o.id
      where (o.from_day, o.until_day, o.acknowledged_at is null) is distinct from (n.from_day, n.until_day, n.acknowledged_at is null)
    ));
  end if;
  if tg_op = 'DELETE' then
    v_calendar_ids := array(select distinct o.calendar_id from old_rows as o);
  else
    v_calendar_ids := array(select distinct n.calendar_id from new_rows as n);
  end if;
  perform private.bump_owner_versions(
    array(select c.owner_id from public.calendars as c where c.id = any (v_calendar_ids)), '{connections}'
  );
  return null;
end;
$$;
comment on function private.bump_versions_of_unknown_times() is
  'Once per statement that changed which days are known (rule 9); what is wrong with an event does not concern visitors, but the owner.';

create trigger unknown_times_version_insert after insert on private.unknown_times
referencing new table as new_rows for each statement execute function private.bump_versions_of_unknown_times();
create trigger unknown_times_version_update after update on private.unknown_times
referencing old table as old_rows new table as new_rows for each statement execute function private.bump_versions_of_unknown_times();
create trigger unknown_times_version_delete after delete on private.unknown_times
referencing old table as old_rows for each statement execute function private.bump_versions_of_unknown_times();
