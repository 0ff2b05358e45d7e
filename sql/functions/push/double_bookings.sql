create function private.double_bookings(p_booking_ids uuid[])
returns table (booking_id uuid, other_booking_id uuid)
language plpgsql
stable
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- planning each time costs more than the work
as $$
begin
  return query
  with mine as materialized (
    select b.id, b.host_id, b.calendar_id, b.during
    from public.bookings as b
    where b.id = any (p_booking_ids) and b.ends_at > now()
      and (b.status = 'confirmed' or (b.status = 'pending' and coalesce(b.expires_at > now(), true)))
  ),
  near as (
    -- One by one, and by these keys alone: else the planner may scan all bookings.
    select m.id as booking_id, o.*
    from mine as m
    join public.calendar_links as l on l.calendar_id = m.calendar_id and l.blocks_availability and l.host_id <> m.host_id
    cross join lateral (
      select b.id, b.status, b.ends_at, b.expires_at
      from public.bookings as b
      where b.host_id = l.host_id and b.ends_at > lower(m.during) and b.starts_at < upper(m.during) and b.status in ('pending', 'confirmed')
      offset 0
    ) as o
    where not private.is_disconnected(l.calendar_id)
    union
    select m.id, o.id, o.status, o.ends_at, o.expires_at
    from mine as m
    join public.calendar_links as l on l.host_id = m.host_id and l.blocks_availability
    cross join lateral (
      select b.* from public.bookings as b where b.calendar_id = l.calendar_id and b.ends_at > lower(m.during) and b.starts_at < upper(m.during) offset 0
    ) as o
    where o.host_id <> m.host_id and o.status in ('pending', 'confirmed') and not private.is_disconnected(l.calendar_id)
  )
  select n.booking_id, n.id
  from near as n
  where n.ends_at > now() and (n.status = 'confirmed' or coalesce(n.expires_at > now(), true));
end;
$$;
comment on function private.double_bookings(uuid[]) is
  'The active bookings of other hosts at the time of these bookings, where one takes the other''s time (rule 5: the calendar that gets the event '
  'of one blocks the host of the other). Raw time, without buffers; holds do not count.';
