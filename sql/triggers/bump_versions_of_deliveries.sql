create function private.bump_versions_of_deliveries()
returns trigger
language plpgsql
security definer -- whoever delivers may not write the private table
set search_path = ''
as $$
begin
  perform private.bump_host_versions(array(
    select b.host_id
    from (
      select n.booking_id, n.state, n.attempts, n.last_error from new_rows as n
      except
      select o.booking_id, o.state, o.attempts, o.last_error from old_rows as o
    ) as c
    join public.bookings as b on b.id = c.booking_id
  ), '{bookings}');
  return null;
end;
$$;
comment on function private.bump_versions_of_deliveries() is
  'What became of the mail or event of a booking. That there is one needs no version of its own: it comes with a change of the booking, or is sent at '
  'once.';

create trigger notifications_version_update after update on public.notifications
referencing old table as old_rows new table as new_rows for each statement execute function private.bump_versions_of_deliveries();
create trigger booking_calendar_events_version_update after update on public.booking_calendar_events
referencing old table as old_rows new table as new_rows for each statement execute function private.bump_versions_of_deliveries();
