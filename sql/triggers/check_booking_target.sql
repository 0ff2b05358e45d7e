create function private.check_booking_target()
returns trigger
language plpgsql
security definer -- every writer must be able to check the calendar's access; only calendars of the same owner are checked
set search_path = ''
as $$
begin
  if exists (
    select from public.calendars as c
    where c.id = new.calendar_id and c.owner_id = new.owner_id and c.access <> 'write'
  ) then
    perform private.fail(
      'invalid_request', 'Bookings cannot be written to this calendar: it is read-only.', 'Choose a calendar whose access is write.'
    );
  end if;
  return new;
end;
$$;
comment on function private.check_booking_target() is
  'A read-only calendar cannot become the booking target: its bookings would silently be missing from it. Raises invalid_request.';

-- Its name makes it fire after calendar_links_derive_owner.
create trigger calendar_links_target_is_writable before insert or update of is_booking_target, calendar_id on public.calendar_links
for each row when (new.is_booking_target) execute function private.check_booking_target();
