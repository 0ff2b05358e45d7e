create function private.hosts_of_slots(p_host_id uuid, p_event_type_id uuid, p_starts timestamptz[], p_booking_ids uuid[])
returns uuid[]
language plpgsql
stable
set search_path = ''
as $$
begin
  return array(
    select p_host_id
    union
    select l.host_id
    from (
      select t.calendar_id from public.calendar_links as t where t.host_id = p_host_id and t.is_booking_target
      union
      select b.calendar_id from public.bookings as b where b.id = any (p_booking_ids)
      union
      select b.calendar_id from public.bookings as b where b.event_type_id = p_event_type_id and b.starts_at = any (p_starts)
    ) as c
    join public.calendar_links as l on l.calendar_id = c.calendar_id and l.blocks_availability
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
