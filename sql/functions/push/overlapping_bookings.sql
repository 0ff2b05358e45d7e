create function private.overlapping_bookings(p_calendar_id uuid, p_event_ids uuid[])
returns table (booking_id uuid, synced_event_id uuid, title text, starts_at timestamptz, ends_at timestamptz)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  with touched as materialized (
    select e.*
    from unnest(p_event_ids) as t (id)
    cross join lateral (
      select x.id, x.title, x.calendar_id, x.during, x.start_date, x.end_date, x.is_busy, x.deleted_at, x.booking_id
      from public.synced_events as x where x.id = t.id
      -- One by one: else the planner scans all events of the calendar for each page of a listing.
      offset 0
    ) as e
    where e.calendar_id = p_calendar_id and e.is_busy and e.deleted_at is null
  )
  select b.id, e.id, e.title, lower(x.span), upper(x.span)
  from touched as e
  join public.calendars as c on c.id = e.calendar_id
  join public.calendar_connections as k on k.id = c.connection_id and k.status <> 'disconnected'
  join public.calendar_links as l on l.calendar_id = c.id and l.blocks_availability
  join public.hosts as h on h.id = l.host_id
  cross join lateral (select coalesce(c.time_zone, h.time_zone) as zone) as z
  cross join lateral (
    select coalesce(e.during, tstzrange(private.day_start(e.start_date, z.zone), private.day_start(e.end_date, z.zone))) as span
  ) as x
  left join public.bookings as own on own.id = e.booking_id
  join public.bookings as b on b.host_id = h.id and b.during && x.span
  where b.ends_at > now()
    and (b.status = 'confirmed' or (b.status = 'pending' and coalesce(b.expires_at > now(), true)))
    -- For bookings of its own host the event of a booking is a proposal. For others it is an event like any other, except while its booking itself
    -- is in their way (private.double_bookings).
    and (own.id is null or (own.host_id <> h.id and (
      not (tstzmultirange(b.during * x.span) <@ tstzmultirange(own.during))
      or not (own.status = 'confirmed' or (own.status in ('held', 'pending') and coalesce(own.expires_at > now(), true)))
      or not exists (select from private.blocking_calendars(h.id) as d where d.calendar_id = own.calendar_id)
    )));
end;
$$;
comment on function private.overlapping_bookings(uuid, uuid[]) is
  'Where these events of a calendar overlap active bookings that are not over, of the hosts that the calendar blocks. Raw time, without buffers; '
  'all-day events take whole local days. The event of a booking conflicts only with bookings of other hosts, and only where that booking itself '
  'does not.';
