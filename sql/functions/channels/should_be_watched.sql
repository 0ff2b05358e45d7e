create function private.should_be_watched(p_calendar_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from public.calendar_links as l where l.calendar_id = p_calendar_id and (l.blocks_availability or l.is_booking_target)
  );
end;
$$;
comment on function private.should_be_watched(uuid) is 'Whether a calendar takes somebody''s time or gets bookings; others need no channel.';
