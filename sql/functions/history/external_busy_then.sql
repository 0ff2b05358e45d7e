-- Generated from external_busy.sql by npm run db:build and db:diff. Do not edit.
create function private.external_busy_then(
  p_host_id uuid, p_host_zone text, p_range tstzrange, p_now timestamptz, p_except uuid default null, p_with_bookings boolean default true
)
returns tstzmultirange
language plpgsql
stable
set search_path = ''
as $$
declare
  -- A local day begins at most 14 hours before the UTC day of its date and ends at most 12 hours after it.
  v_from constant date := (lower(p_range) at time zone 'UTC')::date - 1;
  v_until constant date := (upper(p_range) at time zone 'UTC')::date + 1;
  v_calendars constant uuid[] := array(select b.calendar_id from private.blocking_calendars_then(p_host_id) as b);
  v_busy tstzmultirange;
  v_whole_days private.busy_days[];
  v_special tstzmultirange;
begin
  if v_calendars = '{}' then
    return '{}';
  end if;

  select range_agg(d.spans) filter (where not isempty(d.spans)), array_agg(d) filter (where d.is_all_day) into v_busy, v_whole_days
  from private.busy_days_then() as d
  where d.calendar_id = any (v_calendars) and d.day between v_from and v_until;

  select range_agg(x.span) into v_special
  from (
    select tstzmultirange(tstzrange(private.day_start(d.day, z.zone), private.day_start(d.day + 1, z.zone)))
    from unnest(v_whole_days) as d
    join private.rows_then(null::public.calendars) as c on c.id = d.calendar_id
    cross join lateral (select coalesce(c.time_zone, p_host_zone) as zone) as z
    union all
    select tstzmultirange(coalesce(
      e.during, tstzrange(private.day_start(e.start_date, z.zone), private.day_start(e.end_date, z.zone))
    ))
    from private.rows_then(null::public.synced_events) as e
    join private.rows_then(null::public.calendars) as c on c.id = e.calendar_id
    cross join lateral (select coalesce(c.time_zone, p_host_zone) as zone) as z
    where e.calendar_id = any (v_calendars)
      and e.is_busy and e.deleted_at is null and e.booking_id is null and e.is_long
    union all
    -- Events of bookings. This host's do not count inside their booking, which counts itself. Events and bookings are read each by one range and
    -- brought together by a sort: a look at the booking of each event would cost more with every level that a large index has.
    select coalesce(range_agg(o.span) filter (where o.is_event), '{}') - coalesce(range_agg(o.span) filter (where not o.is_event), '{}')
    from (
      select true as is_event, e.booking_id, e.during as span
      from private.rows_then(null::public.synced_events) as e
      where e.calendar_id = any (v_calendars)
        and e.is_busy and e.deleted_at is null and e.booking_id is not null and not e.is_all_day
        and e.ends_at > lower(p_range) and e.starts_at < upper(p_range)
      union all
      select true, e.booking_id, tstzrange(private.day_start(e.start_date, z.zone), private.day_start(e.end_date, z.zone))
      from private.rows_then(null::public.synced_events) as e
      join private.rows_then(null::public.calendars) as c on c.id = e.calendar_id
      cross join lateral (select coalesce(c.time_zone, p_host_zone) as zone) as z
      where e.calendar_id = any (v_calendars)
        and e.is_busy and e.deleted_at is null and e.booking_id is not null and e.is_all_day
        and e.end_date >= v_from and e.start_date <= v_until
      union all
      select false, b.id, b.during
      from private.rows_then(null::public.bookings) as b
      where b.host_id = p_host_id and b.status in ('held', 'pending', 'confirmed')
        and b.ends_at > lower(p_range) and b.starts_at <= upper(p_range)
        and (b.status = 'confirmed' or coalesce(b.expires_at > p_now, true))
      union all
      select false, b.id, b.during
      from unnest(v_calendars) as c (id)
      cross join lateral (
        select k.* from private.rows_then(null::public.bookings) as k where k.calendar_id = c.id and k.ends_at > lower(p_range) and k.starts_at <= upper(p_range) offset 0
      ) as b
      where not p_with_bookings
        and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > p_now, true)))
    ) as o
    where o.booking_id is distinct from p_except
    group by o.booking_id
    union all
    -- Bookings of other hosts that go to these calendars, written there yet or not.
    select tstzmultirange(b.during)
    from unnest(v_calendars) as c (id)
    cross join lateral (
      select k.* from private.rows_then(null::public.bookings) as k where k.calendar_id = c.id and k.ends_at > lower(p_range) and k.starts_at <= upper(p_range) offset 0
    ) as b
    where p_with_bookings and b.host_id <> p_host_id
      and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > p_now, true)))
  ) as x (span);

  return (coalesce(v_busy, '{}') + coalesce(v_special, '{}')) * tstzmultirange(p_range);
end;
$$;
comment on function private.external_busy_then(uuid, text, tstzrange, timestamptz, uuid, boolean) is
  'As private.external_busy, from what was known at private.asked_at().';
