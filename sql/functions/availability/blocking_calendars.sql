create function private.blocking_calendars(p_host_id uuid)
returns table (calendar_id uuid, time_zone text, is_connected boolean, last_synced_at timestamptz, covered_until timestamptz)
language plpgsql
stable
rows 4 -- else the planner expects a thousand and reads all of the joined tables
set search_path = ''
as $$
begin
  return query
  select c.id, c.time_zone, k.status = 'active', c.last_synced_at, c.covered_until
  from public.calendar_links as l
  join public.calendars as c on c.id = l.calendar_id
  join public.calendar_connections as k on k.id = c.connection_id
  where l.host_id = p_host_id and l.blocks_availability and k.status <> 'disconnected';
end;
$$;
comment on function private.blocking_calendars(uuid) is
  'The calendars that take time from a host: linked with blocks_availability, connection not disconnected.';
