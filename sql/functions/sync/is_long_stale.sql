create function private.is_long_stale(p_connection public.calendar_connections)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return greatest(
    p_connection.created_at,
    (select max(c.last_synced_at) from public.calendars as c where c.connection_id = p_connection.id)
  ) < now() - make_interval(mins => coalesce((
    select max(h.stale_after_minutes)
    from public.calendars as c
    join public.calendar_links as l on l.calendar_id = c.id and l.blocks_availability
    join public.hosts as h on h.id = l.host_id
    where c.connection_id = p_connection.id
  -- Calendars that take nobody's time are pulled once an hour.
  ), 120));
end;
$$;
comment on function private.is_long_stale(public.calendar_connections) is
  'Whether no calendar of an account was read for longer than the most tolerant of the hosts that they block allows (none: two hours). Rule 9 '
  'treats them as stale by then, so a status other than active changes no slot.';
