create function private.hosts_of_slot(p_host_id uuid, p_event_type_id uuid, p_start timestamptz, p_booking_id uuid)
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
      select b.calendar_id from public.bookings as b where b.id = p_booking_id
      union
      select b.calendar_id from public.bookings as b where b.event_type_id = p_event_type_id and b.starts_at = p_start
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
comment on function private.hosts_of_slot(uuid, uuid, timestamptz, uuid) is
  'The hosts to lock before a booking of a host is made, changed or ended: the host itself; those whose time it takes, or would take at p_start '
  '(rule 5: through its calendar, that of the session it joins, or the booking target); and those of bookings that it conflicts with.';
