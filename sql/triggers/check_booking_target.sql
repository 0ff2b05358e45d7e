create function private.check_booking_target()
returns trigger
language plpgsql
security definer -- whoever writes: the calendar says whether it can be written to; only one of the same owner is looked at
set search_path = ''
as $$
begin
  if exists (
    select from public.calendars as c
    where c.id = new.calendar_id and c.owner_id = new.owner_id and c.access <> 'write'
  ) then
    perform private.fail(
      'invalid_request', 'Bookings cannot be written to this calendar: it can only be read.', 'Choose a calendar with access write.'
    );
  end if;
  return new;
end;
$$;
comment on function private.check_booking_target() is
  'A calendar that can only be read does not become the booking target: its bookings would silently stay out of it. Raises invalid_request.';

-- The name puts it behind calendar_links_derive_owner.
create trigger calendar_links_target_is_writable before insert or update of is_booking_target, calendar_id on public.calendar_links
for each row when (new.is_booking_target) execute function private.check_booking_target();
