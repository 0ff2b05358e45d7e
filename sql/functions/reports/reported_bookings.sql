create function private.reported_bookings(p_host_id uuid, p_range tstzrange)
returns table (
  event_type_id uuid, starts_at timestamptz, outcome text, cancelled_by text, no_show boolean, lead_hours double precision, is_session boolean, seats bigint
)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select
    b.event_type_id, b.starts_at, b.outcome, b.cancelled_by, b.no_show, 
    -- What a host writes down after it began was not booked ahead.
    greatest(0, extract(epoch from b.starts_at - b.created_at)::double precision / 3600),
    -- One of the visitors stands for the session.
    b.outcome = 'confirmed' and row_number() over (partition by b.session_key, b.outcome order by b.id) = 1,
    greatest(e.seats, count(*) over (partition by b.session_key, b.outcome))
  from (
    select
      r.id, r.event_type_id, r.starts_at, r.created_at, r.cancelled_by, r.no_show, r.session_key,
      case when r.status = 'pending' and r.expires_at <= now() then 'expired' else r.status end as outcome
    from public.bookings as r
    where r.host_id = p_host_id and r.starts_at >= lower(p_range) and r.starts_at < upper(p_range) and r.status <> 'held'
      -- A hold that ran out was never asked for.
      and (r.status <> 'expired' or exists (select from public.booking_attendees as a where a.booking_id = r.id))
  ) as b
  join public.event_types as e on e.id = b.event_type_id;
end;
$$;
comment on function private.reported_bookings(uuid, tstzrange) is
  'Bookings and requests of a host that start in p_range, one row a visitor, with what became of them. is_session: the one row of a confirmed session '
  'that stands for it, with its seats: as many as its event type has now, or as were taken. lead_hours: 0 for what was written down after '
  'it began.';
