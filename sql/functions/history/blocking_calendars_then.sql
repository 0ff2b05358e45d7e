-- Generated from blocking_calendars.sql by npm run db:build and db:diff. Do not edit.
create function private.blocking_calendars_then(p_host_id uuid)
returns table (calendar_id uuid, time_zone text, is_connected boolean, last_synced_at timestamptz, covered_until timestamptz)
language plpgsql
stable
rows 4 -- else the planner expects a thousand and reads all of the joined tables
set search_path = ''
as $$
begin
  return query
  select c.id, c.time_zone, k.status = 'active', c.last_synced_at, c.covered_until
  from private.rows_then(null::public.calendar_links) as l
  join private.rows_then(null::public.calendars) as c on c.id = l.calendar_id
  join private.rows_then(null::public.calendar_connections) as k on k.id = c.connection_id
  where l.host_id = p_host_id and l.blocks_availability and k.status <> 'disconnected';
end;
$$;
comment on function private.blocking_calendars_then(uuid) is
  'As private.blocking_calendars, from what was known at private.asked_at().';
