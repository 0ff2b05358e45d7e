create function private.bump_versions_of_lost_bookings()
returns trigger
language plpgsql
security definer -- whoever writes lost bookings may not write the versions
set search_path = ''
as $$
begin
  perform private.bump_owner_versions(
    array(select distinct c.owner_id from new_rows as n join public.calendars as c on c.id = n.calendar_id), '{connections}'
  );
  return null;
end;
$$;
comment on function private.bump_versions_of_lost_bookings() is 'Once per statement: open pages of the owner show which bookings are lost.';

create trigger lost_bookings_version_insert after insert on private.lost_bookings
referencing new table as new_rows for each statement execute function private.bump_versions_of_lost_bookings();
create trigger lost_bookings_version_update after update on private.lost_bookings
referencing new table as new_rows for each statement execute function private.bump_versions_of_lost_bookings();
