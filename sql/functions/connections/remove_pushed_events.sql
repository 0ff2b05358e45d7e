create function private.remove_pushed_events(p_connection_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.change_event(e.event_key, e.calendar_id, false)
  from public.booking_calendar_events as e
  join public.calendars as c on c.id = e.calendar_id
  join public.bookings as b on b.id = e.booking_id
  where c.connection_id = p_connection_id and e.is_wanted and b.ends_at > now();
end;
$$;
comment on function private.remove_pushed_events(uuid) is
  'Queues the removal of our events of future bookings from the calendars of a connection, including those not written yet.';
