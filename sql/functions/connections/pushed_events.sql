create function private.pushed_events(p_connection_id uuid)
returns setof public.booking_calendar_events
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select e.*
  from public.booking_calendar_events as e
  join public.calendars as c on c.id = e.calendar_id
  join public.bookings as b on b.id = e.booking_id
  where c.connection_id = p_connection_id and b.ends_at > now() and e.is_wanted
    and (e.state = 'pushed' or e.provider_event_id is not null) and not private.has_vanished(c.id);
end;
$$;
comment on function private.pushed_events(uuid) is 'The events of future bookings in the calendars of a connection.';
