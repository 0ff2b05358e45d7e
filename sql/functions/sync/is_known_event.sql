create function private.is_known_event(p_connection_id uuid, p_event_id text)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select bool_or(private.should_be_watched(c.id))
    from public.calendars as c
    where c.connection_id = p_connection_id and (
      exists (select from public.synced_events as e where e.calendar_id = c.id and e.provider_event_id = p_event_id)
      or exists (select from public.synced_events as e where e.calendar_id = c.id and e.series_id = p_event_id)
    )
  );
end;
$$;
comment on function private.is_known_event(uuid, text) is
  'Whether a calendar of a connection that takes somebody''s time or gets bookings has an event, or occurrences of it. False: only others have; '
  'null: none has.';
