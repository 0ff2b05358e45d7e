create function private.hosts_of_slots(p_host_id uuid, p_event_type_id uuid, p_starts timestamptz[], p_booking_ids uuid[])
returns uuid[]
language plpgsql
stable
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- the lists make each plan look cheaper than the one for all, and planning reads as much as the work
as $$
begin
  return array(
    select p_host_id
    union
    select l.host_id
    from (
      select t.calendar_id from public.calendar_links as t where t.host_id = p_host_id and t.is_booking_target
      union
      select b.calendar_id
      from unnest(p_booking_ids) as i (id)
      cross join lateral (select o.calendar_id from public.bookings as o where o.id = i.id offset 0) as b
      union
      select b.calendar_id
      from unnest(p_starts) as s (at)
      cross join lateral (
        select o.calendar_id from public.bookings as o where o.event_type_id = p_event_type_id and o.starts_at = s.at offset 0
      ) as b
    ) as c
    -- One by one: of lists of unknown length the planner expects more than there are, and may read whole tables.
    cross join lateral (
      select k.host_id from public.calendar_links as k where k.calendar_id = c.calendar_id and k.blocks_availability offset 0
    ) as l
    union
    -- A conflict between two bookings has a row for each.
    select b.host_id
    from public.booking_conflicts as k
    join public.bookings as b on b.id = k.booking_id
    where k.other_host_id = p_host_id and k.resolved_at is null
  );
end;
$$;
comment on function private.hosts_of_slots(uuid, uuid, timestamptz[], uuid[]) is
  'The hosts to lock before bookings of a host are made, changed or ended: the host itself; those whose time they take, or would take at p_starts '
  '(rule 5: through their calendar, that of the session that is joined, or the booking target); and those of bookings that the host conflicts with.';
