create function private.is_series(p_connection_id uuid, p_event_id text)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from public.calendars as c
    join public.synced_events as e on e.calendar_id = c.id and e.series_id = p_event_id
    where c.connection_id = p_connection_id
  );
end;
$$;
comment on function private.is_series(uuid, text) is
  'Whether a calendar of a connection is known to have occurrences of this event.';
