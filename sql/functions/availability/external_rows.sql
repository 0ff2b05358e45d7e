create function private.external_rows(p_host_id uuid, p_host_zone text, p_range tstzrange, p_now timestamptz)
returns table (
  source text, synced_event_id uuid, booking_ids uuid[], host_id uuid, calendar_id uuid, title text, busy tstzmultirange
)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select 'external_event', e.id, null::uuid[], null::uuid, e.calendar_id, e.title, x.busy
  from private.blocking_calendars(p_host_id) as c
  -- Calendar by calendar: else the planner scans all events.
  cross join lateral (select k.* from public.synced_events as k where k.calendar_id = c.calendar_id offset 0) as e
  cross join lateral (select coalesce(c.time_zone, p_host_zone) as zone) as z
  cross join lateral (
    select coalesce(
      e.during, tstzrange(private.day_start(e.start_date, z.zone), private.day_start(e.end_date, z.zone))
    ) as span
  ) as s
  left join public.bookings as b
    on b.id = e.booking_id and b.host_id = p_host_id
    and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > p_now, true)))
  cross join lateral (select tstzmultirange(s.span) - tstzmultirange(coalesce(b.during, 'empty')) as busy) as x
  where e.is_busy and e.deleted_at is null
    and case when e.is_all_day
      then e.start_date <= (upper(p_range) at time zone 'UTC')::date + 1
        and e.end_date >= (lower(p_range) at time zone 'UTC')::date - 1
      else e.during && p_range
    end
    and x.busy && p_range;

  return query
  select case when b.status = 'held' then 'hold' else 'booking' end, null::uuid, array_agg(b.id order by b.created_at, b.id),
    b.host_id, b.calendar_id, null::text, tstzmultirange(b.during)
  from private.blocking_calendars(p_host_id) as c
  cross join lateral (select k.* from public.bookings as k where k.calendar_id = c.calendar_id and k.ends_at > lower(p_range) and k.starts_at < upper(p_range) offset 0) as b
  where b.host_id <> p_host_id
    and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > p_now, true)))
  group by 1, b.host_id, b.calendar_id, b.during;
end;
$$;
comment on function private.external_rows(uuid, text, tstzrange, timestamptz) is
  'The rows behind private.external_busy inside p_range, for explanations to the owner: events, and bookings and holds of other hosts (of the same '
  'owner), one row per session.';
