create function private.withdraw_events(p_connection_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update public.booking_calendar_events as e
  set is_wanted = false, state = 'pending', last_error = null, attempts = 0, revision = e.revision + 1
  from private.pushed_events(p_connection_id) as p
  where e.event_key = p.event_key and e.calendar_id = p.calendar_id;
end;
$$;
comment on function private.withdraw_events(uuid) is
  'Plans the removal of our events of bookings to come from the calendars of a connection.';
