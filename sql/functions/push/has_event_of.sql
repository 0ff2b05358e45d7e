create function private.has_event_of(p_calendar_id uuid, p_booking_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (select from public.synced_events as e where e.booking_id = p_booking_id and e.calendar_id = p_calendar_id);
end;
$$;
comment on function private.has_event_of(uuid, uuid) is 'Whether a pull of the calendar showed an event that is known to be the booking''s.';
