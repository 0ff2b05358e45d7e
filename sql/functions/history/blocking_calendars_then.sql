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
  with linked as materialized (
    select c.id, c.connection_id, c.time_zone, c.last_synced_at, c.covered_until
    from private.rows_then(null::public.calendar_links) as l
    join private.rows_then(null::public.calendars) as c on c.id = l.calendar_id
    where l.host_id = p_host_id and l.blocks_availability
  ),
  -- Calendars of one account are many: it is looked up once.
  account as materialized (
    select k.id, k.status
    from (select distinct l.connection_id as id from linked as l) as i
    join private.rows_then(null::public.calendar_connections) as k on k.id = i.id
    where k.status <> 'disconnected'
  )
  select l.id, l.time_zone, a.status = 'active', l.last_synced_at, l.covered_until
  from linked as l
  join account as a on a.id = l.connection_id;
end;
$$;
comment on function private.blocking_calendars_then(uuid) is
  'As private.blocking_calendars, from what was known at private.asked_at().';
