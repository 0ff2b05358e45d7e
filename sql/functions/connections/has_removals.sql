create function private.has_removals(p_connection_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from public.booking_calendar_events as e
    join public.calendars as c on c.id = e.calendar_id
    where c.connection_id = p_connection_id and not e.is_wanted and e.state = 'pending' and not private.has_vanished(c.id)
  );
end;
$$;
comment on function private.has_removals(uuid) is 'Whether events of ours still wait to be removed from the calendars of a connection.';
