create function private.mailed_lost_bookings(p_notification public.notifications)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_notification.kind <> 'bookings_lost' then
    return null;
  end if;
  return (
    select jsonb_build_object(
      'name', c.name,
      'time_zone', (
        select h.time_zone from public.hosts as h
        left join public.calendar_links as l on l.host_id = h.id and l.calendar_id = c.id
        where h.owner_id = c.owner_id
        order by l.is_booking_target desc nulls last, h.created_at, h.id limit 1
      ),
      'bookings', jsonb_agg(o.shown order by o.shown ->> 'start', o.shown ->> 'id')
    )
    from public.calendars as c
    cross join lateral private.open_lost_bookings(c.id, p_notification.created_at) as o
    where c.connection_id = p_notification.connection_id
    group by c.id
    limit 1
  );
end;
$$;
comment on function private.mailed_lost_bookings(public.notifications) is
  'What a mail about lost bookings says: the calendar, the zone of its host, and the bookings (private.open_lost_bookings). Null: it is about something else, or '
  'the owner has seen to all of them.';
