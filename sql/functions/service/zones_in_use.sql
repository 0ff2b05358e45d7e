create function public.zones_in_use()
returns jsonb
language plpgsql
stable
security definer -- service_role may call this whatever rows it may read
set search_path = ''
as $$
begin
  return (
    -- From each zone to the next in its index: one step per zone, however many rows have it.
    with recursive of_hosts (zone) as (
      select min(h.time_zone) from public.hosts as h
      union all
      select (select min(h.time_zone) from public.hosts as h where h.time_zone > p.zone) from of_hosts as p where p.zone is not null
    ),
    of_event_types (zone) as (
      select min(e.time_zone) from public.event_types as e
      union all
      select (select min(e.time_zone) from public.event_types as e where e.time_zone > p.zone) from of_event_types as p where p.zone is not null
    ),
    of_calendars (zone) as (
      select min(c.time_zone) from public.calendars as c
      union all
      select (select min(c.time_zone) from public.calendars as c where c.time_zone > p.zone) from of_calendars as p where p.zone is not null
    )
    select coalesce(jsonb_agg(z.zone order by z.zone), '[]')
    from (table of_hosts union table of_event_types union table of_calendars) as z (zone)
    where z.zone is not null
  );
end;
$$;
comment on function public.zones_in_use() is
  'The time zones of hosts, event types and calendars, sorted, to compare with the zones that the service knows (public.zone_offsets).';
