create function private.receiving_calendar(
  p_booking_id uuid, p_host_id uuid, p_event_type_id uuid, p_starts_at timestamptz, p_ends_at timestamptz
)
returns uuid
language plpgsql
stable
set search_path = ''
as $$
begin
  return coalesce(
    (
      select x.calendar_id
      from (
        select p.calendar_id, p.event_key, false as is_own
        from public.bookings as o
        join public.booking_calendar_events as p on p.booking_id = o.id and p.is_wanted
        where o.event_type_id = p_event_type_id and o.starts_at = p_starts_at and o.ends_at = p_ends_at and o.id <> p_booking_id
        union all
        select p.calendar_id, p.event_key, true
        from public.booking_calendar_events as p
        where p.booking_id = p_booking_id and p.is_wanted
      ) as x
      order by x.is_own, x.event_key
      limit 1
    ),
    (select l.calendar_id from public.calendar_links as l where l.host_id = p_host_id and l.is_booking_target)
  );
end;
$$;
comment on function private.receiving_calendar(uuid, uuid, uuid, timestamptz, timestamptz) is
  'Rule 5: the calendar that has the event of a booking''s session; before there is an event, the booking target of its host. Null: none.';
