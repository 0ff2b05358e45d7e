-- Written by npm run db:diff from sql/. Read it before it is committed: data are kept only where it says so.

set local check_function_bodies = off;

DROP INDEX "public"."bookings_calendar_idx";

CREATE OR REPLACE FUNCTION private.blocking_calendars(p_host_id uuid)
 RETURNS TABLE(calendar_id uuid, time_zone text, is_connected boolean, last_synced_at timestamp with time zone, covered_until timestamp with time zone)
 LANGUAGE plpgsql
 STABLE ROWS 4
 SET search_path TO ''
AS $function$
begin
  return query
  with linked as materialized (
    select c.id, c.connection_id, c.time_zone, c.last_synced_at, c.covered_until
    from public.calendar_links as l
    join public.calendars as c on c.id = l.calendar_id
    where l.host_id = p_host_id and l.blocks_availability
  ),
  -- Calendars of one account are many: it is looked up once.
  account as materialized (
    select k.id, k.status
    from (select distinct l.connection_id as id from linked as l) as i
    join public.calendar_connections as k on k.id = i.id
    where k.status <> 'disconnected'
  )
  select l.id, l.time_zone, a.status = 'active', l.last_synced_at, l.covered_until
  from linked as l
  join account as a on a.id = l.connection_id;
end;
$function$;

CREATE OR REPLACE FUNCTION private.blocking_calendars_then(p_host_id uuid)
 RETURNS TABLE(calendar_id uuid, time_zone text, is_connected boolean, last_synced_at timestamp with time zone, covered_until timestamp with time zone)
 LANGUAGE plpgsql
 STABLE ROWS 4
 SET search_path TO ''
AS $function$
begin
  return query
  with linked as materialized (
    select c.id, c.connection_id, c.time_zone, c.last_synced_at, c.covered_until
    from private.rows_then(null::public.calendar_links) as l
    join private.rows_then(null::public.calendars) as c on c.id = l.calendar_id
    where l.host_id = p_host_id and l.blocks_availability
  ),
  -- Calendars of one account are many: it is looked up once.
  account as materialized (
    select k.id, k.status
    from (select distinct l.connection_id as id from linked as l) as i
    join private.rows_then(null::public.calendar_connections) as k on k.id = i.id
    where k.status <> 'disconnected'
  )
  select l.id, l.time_zone, a.status = 'active', l.last_synced_at, l.covered_until
  from linked as l
  join account as a on a.id = l.connection_id;
end;
$function$;

CREATE OR REPLACE FUNCTION private.booked_sessions(p_host_id uuid, p_range tstzrange, p_now timestamp with time zone, p_except uuid DEFAULT NULL::uuid)
 RETURNS TABLE(event_type_id uuid, during tstzrange, taken bigint, has_hold boolean, has_booking boolean, booking_ids uuid[], buffer_before interval, buffer_after interval)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  -- No buffer is longer than a day (constraint event_types_buffers_valid).
  v_from constant timestamptz := lower(p_range) - interval '24 hours';
  v_until constant timestamptz := upper(p_range) + interval '24 hours';
begin
  return query
  -- Read once, not for each booking: a booking's event type is one of its host.
  with types as materialized (
    select e.id, e.buffer_before_minutes, e.buffer_after_minutes from public.event_types as e where e.host_id = p_host_id
  )
  select
    b.event_type_id, b.during, count(*), bool_or(b.status = 'held'), bool_or(b.status <> 'held'), array_agg(b.id order by b.created_at),
    make_interval(mins => e.buffer_before_minutes), make_interval(mins => e.buffer_after_minutes)
  from (
    select k.*
    from public.bookings as k
    where k.host_id = p_host_id
      and k.status in ('held', 'pending', 'confirmed')
      and (k.status = 'confirmed' or coalesce(k.expires_at > p_now, true))
      and k.id is distinct from p_except
      and k.ends_at > v_from and k.starts_at < v_until
    -- By host and time alone: else the planner looks for each event type.
    offset 0
  ) as b
  join types as e on e.id = b.event_type_id
  group by b.event_type_id, b.during, e.buffer_before_minutes, e.buffer_after_minutes;
end;
$function$;

CREATE OR REPLACE FUNCTION private.booked_sessions_then(p_host_id uuid, p_range tstzrange, p_now timestamp with time zone, p_except uuid DEFAULT NULL::uuid)
 RETURNS TABLE(event_type_id uuid, during tstzrange, taken bigint, has_hold boolean, has_booking boolean, booking_ids uuid[], buffer_before interval, buffer_after interval)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  -- No buffer is longer than a day (constraint event_types_buffers_valid).
  v_from constant timestamptz := lower(p_range) - interval '24 hours';
  v_until constant timestamptz := upper(p_range) + interval '24 hours';
begin
  return query
  -- Read once, not for each booking: a booking's event type is one of its host.
  with types as materialized (
    select e.id, e.buffer_before_minutes, e.buffer_after_minutes from private.rows_then(null::public.event_types) as e where e.host_id = p_host_id
  )
  select
    b.event_type_id, b.during, count(*), bool_or(b.status = 'held'), bool_or(b.status <> 'held'), array_agg(b.id order by b.created_at),
    make_interval(mins => e.buffer_before_minutes), make_interval(mins => e.buffer_after_minutes)
  from (
    select k.*
    from private.rows_then(null::public.bookings) as k
    where k.host_id = p_host_id
      and k.status in ('held', 'pending', 'confirmed')
      and (k.status = 'confirmed' or coalesce(k.expires_at > p_now, true))
      and k.id is distinct from p_except
      and k.ends_at > v_from and k.starts_at < v_until
    -- By host and time alone: else the planner looks for each event type.
    offset 0
  ) as b
  join types as e on e.id = b.event_type_id
  group by b.event_type_id, b.during, e.buffer_before_minutes, e.buffer_after_minutes;
end;
$function$;

CREATE OR REPLACE FUNCTION private.bookings_without_event(p_calendar_id uuid, p_run_id uuid, p_listed text[], p_unreadable text[], p_covered_from timestamp with time zone, p_covered_until timestamp with time zone, p_is_whole boolean)
 RETURNS TABLE(kind text)
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_event record;
  v_host_id uuid;
  v_missing integer;
begin
  for v_event in
    select p.event_key, p.provider_event_id, p.state, p.revision, p.pushed_revision, p.pushed_at,
      b.starts_at < p_covered_until as is_covered,
      exists (
        select from public.booking_conflicts as k where k.booking_id = b.id and k.kind in ('moved', 'deleted') and k.resolved_at is null
      ) as is_open
    from public.booking_calendar_events as p
    join public.bookings as b on b.id = p.booking_id
    where p.calendar_id = p_calendar_id and p.is_wanted and b.status = 'confirmed' and b.ends_at > greatest(now(), p_covered_from)
    order by p.event_key
  loop
    if v_event.pushed_revision is distinct from v_event.revision then
      if private.is_writable(p_calendar_id) and not v_event.is_open and not exists (
        select from graphile_worker.jobs as j
        where j.key = format('push:%s:%s', v_event.event_key, p_calendar_id) and j.attempts < j.max_attempts
      ) then
        perform private.enqueue_push(v_event.event_key, p_calendar_id);
        kind := 'booking_unwritten';
        return next;
      end if;
    elsif p_is_whole and v_event.is_covered and not v_event.is_open and v_event.provider_event_id is not null
      -- The listing may not have seen an event that was written after it began.
      and v_event.pushed_at < (select s.last_attempt_at from private.calendar_sync as s where s.calendar_id = p_calendar_id)
      and not v_event.provider_event_id = any (p_listed || p_unreadable)
    then
      perform private.enqueue_verify(v_event.event_key, p_calendar_id, p_run_id);
      kind := 'booking_lost';
      return next;
    end if;
  end loop;

  for v_host_id in
    select l.host_id from public.calendar_links as l
    where l.calendar_id = p_calendar_id and l.is_booking_target and private.is_writable(p_calendar_id)
  loop
    v_missing := (
      select count(*)
      from public.bookings as b
      where b.host_id = v_host_id and b.status = 'confirmed' and b.ends_at > now()
        and not private.has_calendar_event(b.id)
        and not exists (
          select from public.booking_conflicts as k where k.booking_id = b.id and k.kind = 'deleted' and k.resolved_at is null
        )
    );
    if v_missing > 0 then
      perform private.enqueue(
        'plan_missing_pushes', jsonb_build_object('host_id', v_host_id), p_key => 'plan_missing_pushes:' || v_host_id
      );
      return query select 'booking_unplanned' from generate_series(1, v_missing);
    end if;
  end loop;
end;
$function$;

CREATE OR REPLACE FUNCTION private.closed_span(p_day date, p_start_time time without time zone, p_end_time time without time zone)
 RETURNS tsrange
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return tsrange(p_day + coalesce(p_start_time, time '00:00'), p_day + coalesce(p_end_time, time '24:00'));
end;
$function$;

ALTER FUNCTION "private"."closed_span"(date, time without time zone, time without time zone) OWNER TO "postgres";

CREATE OR REPLACE FUNCTION private.closed_wall_time(p_rules private.slot_rules, p_from date, p_until date)
 RETURNS TABLE(override_id uuid, wall tsrange, label text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select
    o.id,
    private.closed_span(o.override_date, o.start_time, o.end_time),
    o.label
  from public.availability_overrides as o
  where o.host_id = p_rules.host_id
    and (o.event_type_id is null or o.event_type_id = p_rules.event_type_id)
    and o.override_date >= p_from and o.override_date < p_until
    and o.effect = 'closed';
end;
$function$;

CREATE OR REPLACE FUNCTION private.closed_wall_time_then(p_rules private.slot_rules, p_from date, p_until date)
 RETURNS TABLE(override_id uuid, wall tsrange, label text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select
    o.id,
    private.closed_span(o.override_date, o.start_time, o.end_time),
    o.label
  from private.rows_then(null::public.availability_overrides) as o
  where o.host_id = p_rules.host_id
    and (o.event_type_id is null or o.event_type_id = p_rules.event_type_id)
    and o.override_date >= p_from and o.override_date < p_until
    and o.effect = 'closed';
end;
$function$;

CREATE OR REPLACE FUNCTION private.double_bookings(p_booking_ids uuid[])
 RETURNS TABLE(booking_id uuid, other_booking_id uuid)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION private.external_busy(p_host_id uuid, p_host_zone text, p_range tstzrange, p_now timestamp with time zone, p_except uuid DEFAULT NULL::uuid, p_with_bookings boolean DEFAULT true)
 RETURNS tstzmultirange
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  -- A local day begins at most 14 hours before the UTC day of its date and ends at most 12 hours after it.
  v_from constant date := (lower(p_range) at time zone 'UTC')::date - 1;
  v_until constant date := (upper(p_range) at time zone 'UTC')::date + 1;
  v_calendars constant uuid[] := array(select b.calendar_id from private.blocking_calendars(p_host_id) as b);
  v_busy tstzmultirange;
  v_whole_days private.busy_days[];
  v_special tstzmultirange;
begin
  if v_calendars = '{}' then
    return '{}';
  end if;

  select range_agg(d.spans) filter (where not isempty(d.spans)), array_agg(d) filter (where d.is_all_day) into v_busy, v_whole_days
  from private.busy_days as d
  where d.calendar_id = any (v_calendars) and d.day between v_from and v_until;

  select range_agg(x.span) into v_special
  from (
    select tstzmultirange(tstzrange(private.day_start(d.day, z.zone), private.day_start(d.day + 1, z.zone)))
    from unnest(v_whole_days) as d
    join public.calendars as c on c.id = d.calendar_id
    cross join lateral (select coalesce(c.time_zone, p_host_zone) as zone) as z
    union all
    select tstzmultirange(coalesce(
      e.during, tstzrange(private.day_start(e.start_date, z.zone), private.day_start(e.end_date, z.zone))
    ))
    from public.synced_events as e
    join public.calendars as c on c.id = e.calendar_id
    cross join lateral (select coalesce(c.time_zone, p_host_zone) as zone) as z
    where e.calendar_id = any (v_calendars)
      and e.is_busy and e.deleted_at is null and e.booking_id is null and e.is_long
    union all
    -- Events of bookings. This host's do not count inside their booking, which counts itself. Events and bookings are read each by one range and
    -- brought together by a sort: a look at the booking of each event would cost more with every level that a large index has.
    select coalesce(range_agg(o.span) filter (where o.is_event), '{}') - coalesce(range_agg(o.span) filter (where not o.is_event), '{}')
    from (
      select true as is_event, e.booking_id, e.during as span
      from public.synced_events as e
      where e.calendar_id = any (v_calendars)
        and e.is_busy and e.deleted_at is null and e.booking_id is not null and not e.is_all_day
        and e.ends_at > lower(p_range) and e.starts_at < upper(p_range)
      union all
      select true, e.booking_id, tstzrange(private.day_start(e.start_date, z.zone), private.day_start(e.end_date, z.zone))
      from public.synced_events as e
      join public.calendars as c on c.id = e.calendar_id
      cross join lateral (select coalesce(c.time_zone, p_host_zone) as zone) as z
      where e.calendar_id = any (v_calendars)
        and e.is_busy and e.deleted_at is null and e.booking_id is not null and e.is_all_day
        and e.end_date >= v_from and e.start_date <= v_until
      union all
      select false, b.id, b.during
      from public.bookings as b
      where b.host_id = p_host_id and b.status in ('held', 'pending', 'confirmed')
        and b.ends_at > lower(p_range) and b.starts_at <= upper(p_range)
        and (b.status = 'confirmed' or coalesce(b.expires_at > p_now, true))
      union all
      select false, b.id, b.during
      from unnest(v_calendars) as c (id)
      cross join lateral (
        select k.* from public.bookings as k where k.calendar_id = c.id and k.ends_at > lower(p_range) and k.starts_at <= upper(p_range) offset 0
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
      select k.* from public.bookings as k where k.calendar_id = c.id and k.ends_at > lower(p_range) and k.starts_at <= upper(p_range) offset 0
    ) as b
    where p_with_bookings and b.host_id <> p_host_id
      and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > p_now, true)))
  ) as x (span);

  return (coalesce(v_busy, '{}') + coalesce(v_special, '{}')) * tstzmultirange(p_range);
end;
$function$;

CREATE OR REPLACE FUNCTION private.external_busy_then(p_host_id uuid, p_host_zone text, p_range tstzrange, p_now timestamp with time zone, p_except uuid DEFAULT NULL::uuid, p_with_bookings boolean DEFAULT true)
 RETURNS tstzmultirange
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION private.external_rows(p_host_id uuid, p_host_zone text, p_range tstzrange, p_now timestamp with time zone)
 RETURNS TABLE(source text, synced_event_id uuid, booking_ids uuid[], host_id uuid, calendar_id uuid, title text, busy tstzmultirange)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION private.external_rows_then(p_host_id uuid, p_host_zone text, p_range tstzrange, p_now timestamp with time zone)
 RETURNS TABLE(source text, synced_event_id uuid, booking_ids uuid[], host_id uuid, calendar_id uuid, title text, busy tstzmultirange)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  select 'external_event', e.id, null::uuid[], null::uuid, e.calendar_id, e.title, x.busy
  from private.blocking_calendars_then(p_host_id) as c
  -- Calendar by calendar: else the planner scans all events.
  cross join lateral (select k.* from private.rows_then(null::public.synced_events) as k where k.calendar_id = c.calendar_id offset 0) as e
  cross join lateral (select coalesce(c.time_zone, p_host_zone) as zone) as z
  cross join lateral (
    select coalesce(
      e.during, tstzrange(private.day_start(e.start_date, z.zone), private.day_start(e.end_date, z.zone))
    ) as span
  ) as s
  left join private.rows_then(null::public.bookings) as b
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
  from private.blocking_calendars_then(p_host_id) as c
  cross join lateral (select k.* from private.rows_then(null::public.bookings) as k where k.calendar_id = c.calendar_id and k.ends_at > lower(p_range) and k.starts_at < upper(p_range) offset 0) as b
  where b.host_id <> p_host_id
    and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > p_now, true)))
  group by 1, b.host_id, b.calendar_id, b.during;
end;
$function$;

CREATE OR REPLACE FUNCTION private.follow_relocated_events(p_host_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_event record;
  v_result jsonb;
begin
  -- Nearly always the owner has lost no calendar, and their bookings need not be read.
  if not exists (
    select from public.hosts as h
    join public.calendars as c on c.owner_id = h.owner_id
    where h.id = p_host_id and (private.is_disconnected(c.id) or private.has_vanished(c.id))
  ) then
    return;
  end if;
  for v_event in
    select distinct on (p.event_key, p.calendar_id) p.event_key, p.calendar_id, p.revision, p.is_wanted, p.provider_event_id,
      b.id as booking_id, e.calendar_id as to_calendar_id, e.provider_event_id as found_as
    from public.bookings as b
    join public.booking_calendar_events as p on p.booking_id = b.id
    join public.synced_events as e on e.booking_id = b.id and e.calendar_id <> p.calendar_id
    left join public.calendar_links as l on l.calendar_id = e.calendar_id and l.host_id = b.host_id and l.is_booking_target
    where b.host_id = p_host_id and b.ends_at > now() and ((p.is_wanted and b.status = 'confirmed') or (not p.is_wanted and p.state = 'pending'))
      and p.provider_event_id is not null and (private.is_disconnected(p.calendar_id) or private.has_vanished(p.calendar_id))
      and private.is_writable(e.calendar_id)
      -- By its name, as CalDAV or Google spells it: later writes find the event by that.
      and replace(lower(e.ical_uid), '-', '') like replace(p.event_key::text, '-', '') || '%'
      and e.series_id is null and e.status <> 'cancelled' and e.deleted_at is null
      and not exists (
        select from public.booking_calendar_events as o
        where o.booking_id = p.booking_id and o.is_wanted and o.calendar_id <> p.calendar_id and private.is_writable(o.calendar_id)
      )
    order by p.event_key, p.calendar_id, l.is_booking_target nulls last, e.calendar_id, e.provider_event_id
  loop
    v_result := public.relocate_event(
      v_event.event_key, v_event.calendar_id, v_event.revision, v_event.to_calendar_id, v_event.found_as, null
    );
    if (v_result ->> 'relocated')::boolean then
      -- A copy: the event in the old calendar is removed if that calendar comes back. One with the same id may be the same event, of a shared
      -- calendar.
      insert into public.booking_calendar_events as p (
        event_key, calendar_id, booking_id, is_wanted, revision, pushed_revision, provider_event_id, attempts
      )
      select v_event.event_key, v_event.calendar_id, v_event.booking_id, false, v_event.revision + 1, v_event.revision, v_event.provider_event_id, 1
      where v_event.provider_event_id <> v_event.found_as;
      -- It may have been moved in time as well.
      if v_event.is_wanted then
        perform private.enqueue_verify(v_event.event_key, v_event.to_calendar_id);
      end if;
    end if;
  end loop;
end;
$function$;

CREATE OR REPLACE FUNCTION private.open_wall_time(p_rules private.slot_rules, p_from date, p_until date, p_with_closed boolean DEFAULT true)
 RETURNS tsmultirange
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_own_hours boolean;
  v_open tsmultirange;
  v_closed tsmultirange;
begin
  select exists (
    select from public.availability_rules as r
    where r.event_type_id = p_rules.event_type_id and r.valid_from is null and r.valid_until is null
  ) into v_own_hours;

  with override as materialized (
    select o.override_date as day, o.effect, o.start_time, o.end_time, o.event_type_id is not null as is_own
    from public.availability_overrides as o
    where o.host_id = p_rules.host_id
      and (o.event_type_id is null or o.event_type_id = p_rules.event_type_id)
      and o.override_date >= p_from and o.override_date < p_until
  ),
  opened as (
    select o.day, bool_or(o.is_own) as has_own from override as o where o.effect = 'open' group by o.day
  ),
  day as materialized (
    -- 2000-01-02 was a Sunday.
    select p_from + i as day, ((p_from + i - date '2000-01-02') % 7 + 7) % 7 as dow
    from pg_catalog.generate_series(0, p_until - p_from - 1) as i
  ),
  window_of_day as (
    select d.day, r.start_time, r.end_time
    from day as d
    join public.availability_rules as r
      on r.host_id = p_rules.host_id
      and r.day_of_week = d.dow
      and case
        when r.valid_from is null and r.valid_until is null
          then r.event_type_id is not distinct from case when v_own_hours then p_rules.event_type_id end
        else (r.event_type_id is null or r.event_type_id = p_rules.event_type_id)
          and d.day >= coalesce(r.valid_from, d.day) and d.day <= coalesce(r.valid_until, d.day)
      end
    where d.day not in (select o.day from opened as o)
    union all
    select o.day, o.start_time, o.end_time
    from override as o
    left join opened as p on p.day = o.day
    where o.effect = 'extra' or (o.effect = 'open' and o.is_own = p.has_own)
  )
  select
    (select range_agg(tsrange(w.day + w.start_time, w.day + w.end_time)) from window_of_day as w),
    (select range_agg(private.closed_span(o.day, o.start_time, o.end_time)) from override as o where o.effect = 'closed')
  into v_open, v_closed;

  if v_open is null then
    return '{}';
  end if;
  if not p_with_closed then
    return v_open;
  end if;
  return v_open - coalesce(v_closed, '{}');
end;
$function$;

CREATE OR REPLACE FUNCTION private.open_wall_time_then(p_rules private.slot_rules, p_from date, p_until date, p_with_closed boolean DEFAULT true)
 RETURNS tsmultirange
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_own_hours boolean;
  v_open tsmultirange;
  v_closed tsmultirange;
begin
  select exists (
    select from private.rows_then(null::public.availability_rules) as r
    where r.event_type_id = p_rules.event_type_id and r.valid_from is null and r.valid_until is null
  ) into v_own_hours;

  with override as materialized (
    select o.override_date as day, o.effect, o.start_time, o.end_time, o.event_type_id is not null as is_own
    from private.rows_then(null::public.availability_overrides) as o
    where o.host_id = p_rules.host_id
      and (o.event_type_id is null or o.event_type_id = p_rules.event_type_id)
      and o.override_date >= p_from and o.override_date < p_until
  ),
  opened as (
    select o.day, bool_or(o.is_own) as has_own from override as o where o.effect = 'open' group by o.day
  ),
  day as materialized (
    -- 2000-01-02 was a Sunday.
    select p_from + i as day, ((p_from + i - date '2000-01-02') % 7 + 7) % 7 as dow
    from pg_catalog.generate_series(0, p_until - p_from - 1) as i
  ),
  window_of_day as (
    select d.day, r.start_time, r.end_time
    from day as d
    join private.rows_then(null::public.availability_rules) as r
      on r.host_id = p_rules.host_id
      and r.day_of_week = d.dow
      and case
        when r.valid_from is null and r.valid_until is null
          then r.event_type_id is not distinct from case when v_own_hours then p_rules.event_type_id end
        else (r.event_type_id is null or r.event_type_id = p_rules.event_type_id)
          and d.day >= coalesce(r.valid_from, d.day) and d.day <= coalesce(r.valid_until, d.day)
      end
    where d.day not in (select o.day from opened as o)
    union all
    select o.day, o.start_time, o.end_time
    from override as o
    left join opened as p on p.day = o.day
    where o.effect = 'extra' or (o.effect = 'open' and o.is_own = p.has_own)
  )
  select
    (select range_agg(tsrange(w.day + w.start_time, w.day + w.end_time)) from window_of_day as w),
    (select range_agg(private.closed_span(o.day, o.start_time, o.end_time)) from override as o where o.effect = 'closed')
  into v_open, v_closed;

  if v_open is null then
    return '{}';
  end if;
  if not p_with_closed then
    return v_open;
  end if;
  return v_open - coalesce(v_closed, '{}');
end;
$function$;

CREATE OR REPLACE FUNCTION private.recheck_double_bookings(p_host_ids uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_booking_ids constant uuid[] := array(
    select b.id from public.bookings as b
    where b.host_id = any (p_host_ids) and b.status in ('pending', 'confirmed') and b.ends_at > now()
  );
begin
  perform private.close_double_bookings(v_booking_ids);
  perform private.detect_double_bookings(v_booking_ids);
end;
$function$;

CREATE OR REPLACE FUNCTION public.check_blind_period(calendar_id uuid, since timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_run_id constant uuid := gen_random_uuid();
  v_event_ids uuid[];
  v_bookings integer;
  v_clashes integer;
begin
  perform private.lock_calendar(check_blind_period.calendar_id);
  with booked as materialized (
    select b.id, b.during, greatest(b.created_at, b.confirmed_at) as booked_at, b.unread_calendars
    from public.calendar_links as l
    join public.bookings as b on b.host_id = l.host_id
    where l.calendar_id = check_blind_period.calendar_id and l.blocks_availability
      and b.ends_at > now() and b.status in ('pending', 'confirmed')
  ),
  met as (
    -- One by one, each by the index of its kind: else the planner scans all events of the calendar.
    select e.id
    from booked as b
    cross join lateral (
      select x.id from public.synced_events as x
      where x.calendar_id = check_blind_period.calendar_id and x.is_busy and x.deleted_at is null and x.booking_id is null and not x.is_all_day
        and x.during && b.during
      offset 0
    ) as e
    union
    select e.id
    from (select max(upper(b.during)) as until from booked as b) as b
    cross join lateral (
      select x.id from public.synced_events as x
      where x.calendar_id = check_blind_period.calendar_id and x.is_busy and x.deleted_at is null and x.booking_id is null and x.is_all_day
        and x.start_date <= (b.until at time zone 'UTC')::date + 1 and x.end_date >= (now() at time zone 'UTC')::date - 1
      offset 0
    ) as e
  )
  select
    (select array_agg(m.id) from met as m),
    (
      select count(*) from booked as b
      where b.booked_at >= since or b.unread_calendars @> jsonb_build_array(jsonb_build_object('calendar_id', check_blind_period.calendar_id))
    )
  into v_event_ids, v_bookings;
  perform private.detect_overlaps(check_blind_period.calendar_id, coalesce(v_event_ids, '{}'), v_run_id);
  perform private.send_conflict_mails(v_run_id);

  v_clashes := (
    select count(distinct k.booking_id)
    from public.booking_conflicts as k
    join public.synced_events as e on e.id = k.synced_event_id
    where e.id = any (v_event_ids) and e.calendar_id = check_blind_period.calendar_id and k.kind = 'overlap' and k.resolved_at is null
  );
  if v_bookings > 0 then
    insert into public.sync_logs (owner_id, connection_id, calendar_id, operation, status, events_processed, error_message)
    select c.owner_id, c.connection_id, c.id, 'blind_period', 'completed', v_bookings, format(
      'Bookings taken while this calendar could not be read: %s. At the time of its events: %s.', v_bookings, v_clashes
    )
    from public.calendars as c where c.id = check_blind_period.calendar_id;
  end if;
  return jsonb_build_object('bookings', v_bookings, 'clashes', v_clashes);
end;
$function$;

CREATE OR REPLACE FUNCTION public.get_calendar_view(host_id uuid, range_start timestamp with time zone, range_end timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_range constant tstzrange := private.require_range(get_calendar_view.range_start, get_calendar_view.range_end, 400);
  v_host public.hosts;
  v_rules private.slot_rules;
begin
  select h.* into v_host from public.hosts as h where h.id = get_calendar_view.host_id and h.owner_id = (select auth.uid());
  if v_host.id is null then
    perform private.fail('not_found', 'You have no such host.', 'Check host_id and who is signed in.');
  end if;
  v_rules.host_id := v_host.id;
  v_rules.zone := v_host.time_zone;
  v_rules.host_zone := v_host.time_zone;
  v_rules.duration := interval '0';

  return jsonb_build_object(
    'host_id', v_host.id,
    'time_zone', v_host.time_zone,
    'open_hours', coalesce((
      select jsonb_agg(jsonb_build_object('start', private.iso_instant(lower(o.span)), 'end', private.iso_instant(upper(o.span))))
      from unnest(private.open_hours(v_rules, v_range) * tstzmultirange(v_range)) as o (span)
    ), '[]'),
    'bookings', coalesce((
      select jsonb_agg(private.booking_json(b.id) order by b.starts_at, b.id)
      from public.bookings as b
      where b.host_id = v_host.id and b.during && v_range and b.status in ('pending', 'confirmed')
        and (b.status = 'confirmed' or coalesce(b.expires_at > now(), true))
    ), '[]'),
    'sessions', coalesce((
      select jsonb_agg(private.session_json(s.event_type_id, s.starts_at, s.ends_at) order by s.starts_at, s.event_type_id)
      from (
        select b.event_type_id, b.starts_at, b.ends_at
        from public.bookings as b
        join public.event_types as e on e.id = b.event_type_id and e.seats > 1
        where b.host_id = v_host.id and b.during && v_range
          and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > now(), true)))
        union
        select w.event_type_id, w.starts_at, w.ends_at
        from public.waitlist_entries as w
        where w.host_id = v_host.id and w.state in ('waiting', 'offered') and w.ends_at > lower(v_range) and w.starts_at < upper(v_range)
          and w.starts_at > lower(v_range) - interval '366 days'
      ) as s
    ), '[]'),
    -- Bookings of other hosts of the same owner that take this host's time through a calendar.
    'bookings_elsewhere', coalesce((
      select jsonb_agg(private.booking_json(b.id) order by b.starts_at, b.id)
      from private.blocking_calendars(v_host.id) as c
      cross join lateral (select k.* from public.bookings as k where k.calendar_id = c.calendar_id and k.ends_at > lower(v_range) and k.starts_at < upper(v_range) offset 0) as b
      where b.host_id <> v_host.id and (b.status = 'confirmed' or (b.status = 'pending' and coalesce(b.expires_at > now(), true)))
    ), '[]'),
    'external_events', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', e.id, 'calendar_id', e.calendar_id, 'calendar_name', e.calendar_name, 'provider_calendar_id', e.provider_calendar_id,
        'provider', e.provider, 'provider_event_id', e.provider_event_id, 'title', e.title,
        'start', private.iso_instant(e.starts_at), 'end', private.iso_instant(e.ends_at),
        'is_all_day', e.is_all_day, 'start_date', e.start_date, 'end_date', e.end_date,
        'status', e.status, 'is_busy', e.is_busy, 'booking_id', e.booking_id
      ) order by coalesce(e.starts_at, e.start_date::timestamp at time zone v_host.time_zone), e.id)
      from private.shown_events(v_host.id, v_host.time_zone, v_range) as e
    ), '[]'),
    'blocks', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', b.blocked_period_id, 'kind', b.kind, 'reason', b.reason,
        'start', private.iso_instant(lower(b.during)), 'end', private.iso_instant(upper(b.during))
      ) order by lower(b.during))
      from private.blocked_instants(v_rules, v_range) as b
    ), '[]')
  );
end;
$function$;

CREATE OR REPLACE FUNCTION public.plan_missing_pushes(host_id uuid, max_count integer DEFAULT 50)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_booking_id uuid;
  v_planned integer := 0;
begin
  -- All of them: an event takes the time of every host that its calendar blocks.
  perform private.lock_connection(null, (select h.owner_id from public.hosts as h where h.id = plan_missing_pushes.host_id));
  -- An event that its owner moved to another calendar is not missing.
  perform private.follow_relocated_events(plan_missing_pushes.host_id);
  if not exists (
    select from public.calendar_links as l
    where l.host_id = plan_missing_pushes.host_id and l.is_booking_target and private.is_writable(l.calendar_id)
  ) then
    return jsonb_build_object('planned', 0);
  end if;
  for v_booking_id in
    select b.id
    from public.bookings as b
    where b.host_id = plan_missing_pushes.host_id and b.status = 'confirmed' and b.ends_at > now()
      and not private.has_calendar_event(b.id)
      -- An event that its owner deleted is written again when they say so.
      and not exists (
        select from public.booking_conflicts as k where k.booking_id = b.id and k.kind = 'deleted' and k.resolved_at is null
      )
    order by b.starts_at, b.id
    limit plan_missing_pushes.max_count
  loop
    v_planned := v_planned + 1;
    -- Another booking of its session may have brought the event.
    if not private.has_calendar_event(v_booking_id) then
      perform private.plan_push(v_booking_id);
    end if;
  end loop;
  if v_planned > 0 then
    perform private.recheck_double_bookings(array[plan_missing_pushes.host_id]);
  end if;
  return jsonb_build_object('planned', v_planned);
end;
$function$;

CREATE INDEX IF NOT EXISTS bookings_calendar_time_idx ON public.bookings USING btree (calendar_id, ends_at, starts_at) WHERE (calendar_id IS NOT NULL);

CREATE INDEX IF NOT EXISTS bookings_time_idx ON public.bookings USING btree (host_id, ends_at, starts_at) WHERE (status = ANY (ARRAY['held'::text, 'pending'::text, 'confirmed'::text]));

COMMENT ON FUNCTION "private"."closed_span"(date, time without time zone, time without time zone) IS 'The wall-clock time that a closed override takes away: its window, or without times the whole day.';

-- Rights as in sql/ (npm run db:rights). The end of every migration.
-- Every right there is, whatever default privileges the database has: private.restore_rights() revokes all others.
create or replace function private.declared_rights()
returns table (role text, privilege text, column_name text, kind text, object text)
language sql
immutable
set search_path = ''
as $$
  with declared (roles, privileges, column_name, kind, objects) as (
    values
      -- The owner edits their settings and reads the rest of their rows (policies/owner_rows.sql).
      ('{authenticated}'::text[], '{select,insert,update,delete}'::text[], null, 'table', array[
        'public.hosts', 'public.event_types', 'public.availability_rules', 'public.availability_overrides',
        'public.blocked_periods', 'public.calendar_links', 'public.webhook_endpoints'
      ]),
      ('{authenticated}', '{select}', null, 'table', array[
        'public.calendar_connections', 'public.calendars', 'public.synced_events', 'public.bookings', 'public.booking_attendees',
        'public.booking_calendar_events', 'public.booking_conflicts', 'public.notifications', 'public.sync_logs', 'public.api_keys',
        'public.webhook_deliveries', 'public.waitlist_entries'
      ]),
      ('{authenticated}', '{update}', 'policy', 'table', array['public.calendars']),
      ('{authenticated}', '{update}', 'stores_titles', 'table', array['public.calendars']),
      -- The secret key is the operator's: their scripts read and write the public tables. The service itself only calls functions.
      ('{service_role}', '{select,insert,update,delete}', null, 'table', array[
        'public.hosts', 'public.event_types', 'public.availability_rules', 'public.availability_overrides', 'public.blocked_periods',
        'public.calendar_connections', 'public.calendars', 'public.calendar_links', 'public.synced_events', 'public.bookings',
        'public.booking_attendees', 'public.booking_calendar_events', 'public.booking_conflicts', 'public.notifications', 'public.sync_logs',
        'public.api_keys', 'public.webhook_endpoints', 'public.webhook_deliveries', 'public.waitlist_entries'
      ]),
      -- Visitors read these; nothing else is public.
      ('{anon,authenticated,service_role}', '{execute}', null, 'function', array[
        'public.get_available_slots(uuid, timestamptz, timestamptz, integer)',
        'public.get_booking_page(text, text)',
        'public.get_host_page(text)',
        'public.get_page_with_slots(text, text, timestamptz, timestamptz, integer)',
        'public.get_full_sessions(uuid, timestamptz, timestamptz, integer)'
      ]),
      -- Owners ask these about their own hosts.
      ('{authenticated}', '{execute}', null, 'function', array[
        'public.explain_slots(uuid, timestamptz, timestamptz, integer, timestamptz[], timestamptz)',
        'public.get_calendar_view(uuid, timestamptz, timestamptz)',
        'public.get_report(uuid, timestamptz, timestamptz)',
        'public.get_booking_sheet(uuid)',
        'public.preview_slots(uuid, timestamptz, timestamptz, jsonb)',
        'public.get_schedule(uuid)',
        'public.save_schedule(uuid, text, jsonb)',
        'public.get_calendar_month(uuid, timestamptz, timestamptz, uuid)',
        'public.get_overview(uuid)',
        'public.export_own_rows(text, text[], integer)'
      ]),
      -- Constraints of the tables that they write call these as the writer; nobody may use the schema to call them by name.
      ('{authenticated,service_role}', '{execute}', null, 'function', array[
        'private.text_fault(text, text, integer, boolean)',
        'private.is_blank(text)',
        'private.durations_fault(integer[])',
        'private.questions_fault(jsonb)',
        'private.reminders_fault(integer[])',
        'private.mail_settings_fault(text, text, text, text)',
        'private.origins_fault(text[])',
        'private.notifications_fault(jsonb)',
        'private.locations_fault(jsonb)'
      ]),
      -- The service alone calls these.
      ('{service_role}', '{execute}', null, 'function', array[
        'public.hold_slot(uuid, timestamptz, integer, text, uuid, integer, text)',
        'public.renew_hold(uuid, integer)',
        'public.release_hold(uuid, integer)',
        'public.create_booking(uuid, timestamptz, integer, jsonb, jsonb, uuid, integer, text, text, jsonb, uuid, jsonb)',
        'public.get_booking(uuid, integer, uuid)',
        'public.get_series(uuid, integer, uuid)',
        'public.cancel_booking(uuid, text, integer, uuid)',
        'public.reschedule_booking(uuid, timestamptz, integer, integer, uuid, text, boolean)',
        'public.confirm_booking(uuid, uuid)',
        'public.decline_booking(uuid, uuid, text)',
        'public.create_host_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, boolean, boolean, text, text, jsonb)',
        'public.propose_time(uuid, timestamptz, uuid, integer)',
        'public.accept_proposed_time(uuid, integer, timestamptz)',
        'public.create_booking_series(uuid, timestamptz, integer, text, integer, jsonb, jsonb, uuid, integer, text, text, jsonb, uuid, jsonb)',
        'public.find_series(uuid)',
        'public.cancel_series(uuid, text, integer, uuid)',
        'public.decide_series(uuid, boolean, uuid, text)',
        'public.join_waitlist(uuid, timestamptz, integer, jsonb, jsonb, jsonb)',
        'public.get_waitlist_entry(uuid, integer)',
        'public.leave_waitlist(uuid, integer)',
        'public.claim_seat(uuid, integer, jsonb, jsonb)',
        'public.offer_due_seats(integer)',
        'public.expire_bookings()',
        'public.list_connections(uuid)',
        'public.require_host(uuid, uuid)',
        'public.save_connection(uuid, text, text, text, uuid, text, jsonb)',
        'public.request_sync(uuid, uuid)',
        'public.disconnect_connection(uuid, uuid, text, text[])',
        'public.begin_revoke(uuid)',
        'public.finish_disconnect(uuid, boolean)',
        'public.list_secrets(uuid, integer)',
        'public.replace_secret(uuid, text, text)',
        'public.account_secret(uuid, text, text)',
        'public.begin_oauth(uuid, uuid, uuid, text, text, boolean, uuid)',
        'public.take_oauth_attempt(uuid, uuid, text)',
        'public.enqueue_due_polls(integer, integer)',
        'public.begin_sync(uuid, uuid[])',
        'public.continue_sync(uuid, uuid[])',
        'public.finish_sync(uuid)',
        'public.begin_pull(uuid, boolean)',
        'public.apply_calendar_changes(uuid, jsonb)',
        'public.acknowledge_unknown_time(uuid, uuid)',
        'public.calendar_object_states(uuid, text[])',
        'public.count_awaited_calendars(uuid[], timestamptz)',
        'public.finish_unchanged_pulls(uuid[], timestamptz, timestamptz, uuid, text, text)',
        'public.begin_announced_sync(uuid)',
        'public.finish_announced_sync(uuid, timestamptz, boolean, integer[])',
        'public.fail_sync(uuid, text, text, boolean, boolean, bigint, text, boolean, integer)',
        'public.fail_pull(uuid, text, text, boolean, boolean, boolean, bigint, boolean, boolean, text, boolean, integer)',
        'public.pull_again(uuid, integer, integer)',
        'public.record_retry_after(uuid, bigint)',
        'public.prune_sync_logs(integer)',
        'public.request_freshness(uuid, integer, uuid)',
        'public.update_calendars(uuid, jsonb)',
        'public.request_relist(uuid, text)',
        'public.record_calendar_properties(uuid, text, text, text, boolean)',
        'public.record_refused_write(uuid)',
        'public.enqueue_due_channels(text[], integer, text[])',
        'public.channels_to_maintain(uuid, text[])',
        'public.begin_channel(uuid, uuid, text, uuid)',
        'public.finish_channel(uuid, text, timestamptz, boolean, boolean)',
        'public.lose_channel(uuid)',
        'public.fail_channel(uuid, text, boolean, boolean, bigint, text, uuid, integer)',
        'public.close_channel_done(uuid, boolean)',
        'public.receive_notices(text, jsonb)',
        'public.begin_push(uuid, uuid)',
        'public.plan_missing_pushes(uuid, integer)',
        'public.finish_push(uuid, uuid, integer, text, text, boolean, text, boolean)',
        'public.fail_push(uuid, uuid, integer, text, boolean, bigint)',
        'public.begin_verify(uuid, uuid, integer, uuid)',
        'public.begin_search(uuid, uuid, integer, uuid[], uuid)',
        'public.continue_search(uuid, uuid, integer, uuid[], uuid)',
        'public.relocate_event(uuid, uuid, integer, uuid, text, text)',
        'public.propose_change(uuid, uuid, integer, text, jsonb, uuid)',
        'public.list_conflicts(uuid, uuid)',
        'public.list_all_conflicts(uuid, boolean, timestamptz, uuid, integer)',
        'public.resolve_conflict(uuid, uuid, text, uuid)',
        'public.retry_event(uuid, uuid)',
        'public.host_to_lock(uuid, uuid, uuid)',
        'public.find_live_host(text)',
        'public.live_versions(uuid[])',
        'public.owner_versions(uuid[])',
        'public.worker_heartbeat(text[])',
        'public.wake_workers(integer)',
        'public.add_tick(text)',
        'public.put_off_webhooks(uuid, integer)',
        'public.forget_workers(text[])',
        'public.request_deletion(uuid, text)',
        'public.get_deletion(uuid)',
        'public.next_deletion_step(uuid, integer)',
        'public.delete_owner_rows(uuid, integer)',
        'public.service_figures()',
        'public.service_status(boolean)',
        'public.zones_in_use()',
        'public.rights_status()',
        'public.write_probe(uuid)',
        'public.zone_offsets(text[], timestamptz[])',
        'public.next_notification(uuid)',
        'public.finish_notification(uuid, text, boolean, boolean, boolean)',
        'public.stop_digest(uuid, boolean)',
        'public.get_hosted_page(text, text)',
        'public.get_manage_page(uuid)',
        'public.get_visitor_rules(uuid)',
        'public.use_challenge(text, timestamptz, text)',
        'public.take_tokens(text, integer, double precision, integer)',
        'public.resend_notification(uuid, uuid, uuid)',
        'public.enqueue_due_mails(integer)',
        'public.keep_mail(uuid, text, text, text, text, text)',
        'public.list_mail(integer)',
        'public.mark_no_show(uuid, boolean, uuid)',
        'public.list_bookings(uuid, text[], timestamptz, timestamptz, text, timestamptz, uuid, integer, uuid, uuid, boolean, boolean)',
        'public.list_event_types(uuid)',
        'public.list_own_slots(uuid, uuid, timestamptz, timestamptz, integer)',
        'public.get_own_report(uuid, uuid, text, text)',
        'public.require_event_type(uuid, uuid)',
        'public.create_api_key(uuid, text, text, text[], text)',
        'public.list_api_keys(uuid)',
        'public.revoke_api_key(uuid, uuid)',
        'public.use_api_key(text)',
        'public.create_webhook_endpoint(uuid, uuid, text, text[], text)',
        'public.list_webhook_endpoints(uuid)',
        'public.update_webhook_endpoint(uuid, uuid, text, text[], boolean)',
        'public.delete_webhook_endpoint(uuid, uuid)',
        'public.rotate_webhook_secret(uuid, uuid, text)',
        'public.list_webhook_deliveries(uuid, uuid, timestamptz, uuid, integer)',
        'public.replay_webhook_delivery(uuid, uuid)',
        'public.begin_webhook_delivery(uuid)',
        'public.finish_webhook_delivery(uuid, integer, text, text, boolean, bigint, boolean)',
        'public.list_webhook_secrets(uuid, integer)',
        'public.replace_webhook_secret(uuid, text, text)',
        'public.prune_webhook_deliveries(integer, integer)',
        'public.forget_due_visitors(integer, integer)',
        'public.prune_old_rows(text, integer, integer)',
        'public.export_visitor(uuid, text)',
        'public.stop_storing_titles(integer)',
        'public.forget_visitor(uuid, text, integer)',
        'public.enqueue_due_audits(integer)',
        'public.continue_audit(uuid, uuid[], integer)',
        'public.compare_listing(uuid, uuid, jsonb, text[], timestamptz, timestamptz, boolean)',
        'public.finish_audit(uuid, text, integer, jsonb)',
        'public.request_audit(uuid)',
        'public.get_audit(uuid)',
        'public.check_blind_period(uuid, timestamptz)'
      ])
  )
  select r.role, p.privilege, d.column_name, d.kind, o.object
  from declared as d
  cross join unnest(d.roles) as r (role)
  cross join unnest(d.privileges) as p (privilege)
  cross join unnest(d.objects) as o (object)
$$;
comment on function private.declared_rights() is
  'The list of rights: who but the owner may do what with which object of ours (column_name null: with the whole object). An object of '
  'private.own_objects() that is not named here is for its owner alone.';

-- Generated from the comments in sql/ by npm run db:build and db:diff. Do not edit.
create or replace function private.own_objects()
returns table (kind text, object text)
language sql
immutable
set search_path = ''
as $$
  values
    ('schema', 'private'),
    ('type', 'private.change_limits'),
    ('type', 'private.slot_rules'),
    ('type', 'private.free_windows'),
    ('function', 'private.fail(text, text, text, jsonb)'),
    ('function', 'private.constraint_fault(text)'),
    ('function', 'private.durations_fault(integer[])'),
    ('function', 'private.hidden_character(text, boolean)'),
    ('function', 'private.is_blank(text)'),
    ('function', 'private.locations_fault(jsonb)'),
    ('function', 'private.locations_of_text(text)'),
    ('function', 'private.mail_settings_fault(text, text, text, text)'),
    ('function', 'private.mailbox(text)'),
    ('function', 'private.nobody()'),
    ('function', 'private.notifications_fault(jsonb)'),
    ('function', 'private.numbers_fault(jsonb)'),
    ('function', 'private.options_fault(text, jsonb, boolean)'),
    ('function', 'private.origins_fault(text[])'),
    ('function', 'private.phone_fault(text, text)'),
    ('function', 'private.questions_fault(jsonb)'),
    ('function', 'private.reminders_fault(integer[])'),
    ('function', 'private.text_fault(text, text, integer, boolean)'),
    ('function', 'private.webhook_fault(text, text[])'),
    ('table', 'private.time_zones'),
    ('table', 'public.hosts'),
    ('table', 'private.planned_forgetting'),
    ('table', 'public.event_types'),
    ('table', 'public.availability_rules'),
    ('table', 'public.availability_overrides'),
    ('table', 'public.blocked_periods'),
    ('table', 'public.calendar_connections'),
    ('table', 'private.account_connections'),
    ('table', 'private.connection_secrets'),
    ('table', 'public.calendars'),
    ('table', 'private.calendar_sync'),
    ('table', 'private.calendar_objects'),
    ('table', 'private.connection_sync'),
    ('table', 'private.unknown_times'),
    ('table', 'private.booking_target_changes'),
    ('table', 'public.calendar_links'),
    ('table', 'public.bookings'),
    ('table', 'public.booking_attendees'),
    ('table', 'private.counted_bookings'),
    ('table', 'public.waitlist_entries'),
    ('table', 'public.synced_events'),
    ('table', 'private.busy_days'),
    ('table', 'public.booking_calendar_events'),
    ('table', 'public.booking_conflicts'),
    ('table', 'public.webhook_endpoints'),
    ('table', 'private.webhook_state'),
    ('table', 'public.webhook_deliveries'),
    ('table', 'public.notifications'),
    ('table', 'private.mail_recipients'),
    ('table', 'private.gathering_mails'),
    ('table', 'private.conflict_mails'),
    ('table', 'private.outbox'),
    ('table', 'private.planned_reminders'),
    ('table', 'private.planned_digests'),
    ('table', 'public.sync_logs'),
    ('table', 'private.calendar_audits'),
    ('table', 'private.history'),
    ('table', 'private.prunings'),
    ('table', 'private.idempotency_keys'),
    ('table', 'private.workers'),
    ('table', 'private.probes'),
    ('table', 'private.host_versions'),
    ('table', 'private.owner_versions'),
    ('table', 'private.changed_versions'),
    ('table', 'private.owner_deletions'),
    ('table', 'private.oauth_attempts'),
    ('table', 'private.channels'),
    ('table', 'private.calendar_watch'),
    ('table', 'private.noticed_events'),
    ('table', 'private.used_challenges'),
    ('table', 'private.rate_buckets'),
    ('table', 'public.api_keys'),
    ('table', 'private.api_key_digests'),
    ('function', 'private.backoff(integer)'),
    ('function', 'private.iso_instant(timestamptz)'),
    ('function', 'private.jittered(double precision)'),
    ('function', 'public.add_tick(text)'),
    ('function', 'private.enqueue(text, jsonb, text, text, timestamptz, integer, integer, text)'),
    ('function', 'private.enqueue_all(text, jsonb[], text[], timestamptz[])'),
    ('function', 'private.has_later_job(text, timestamptz)'),
    ('function', 'private.pg_notify(text, text)'),
    ('function', 'private.remove_jobs(text)'),
    ('function', 'public.wake_workers(integer)'),
    ('function', 'private.add_booking_event(uuid, text)'),
    ('function', 'private.add_notification(text, text, uuid, uuid, uuid, timestamptz, uuid, uuid, uuid, uuid, uuid[])'),
    ('function', 'private.add_webhook_event(uuid, text, jsonb)'),
    ('function', 'private.booking_deliveries(public.bookings)'),
    ('function', 'private.booking_details(uuid)'),
    ('function', 'private.booking_event(text)'),
    ('function', 'private.enqueue_mails(uuid[], timestamptz[])'),
    ('function', 'private.expects_join_url(uuid)'),
    ('function', 'private.is_invited_alone(uuid)'),
    ('function', 'private.is_mail_current(text, text)'),
    ('function', 'private.labelled_answers(jsonb, jsonb)'),
    ('function', 'private.location_text(public.bookings, text, boolean)'),
    ('function', 'private.mail_backoff(integer)'),
    ('function', 'private.mail_join_url(uuid)'),
    ('function', 'private.mail_series_links(uuid, text)'),
    ('function', 'private.makes_video(uuid)'),
    ('function', 'private.next_digest_at(text)'),
    ('function', 'private.notify_of_conflict(uuid, uuid)'),
    ('function', 'private.notify_of_unknown_times(uuid)'),
    ('function', 'private.notify_owner(text, uuid)'),
    ('function', 'private.notify_parties(uuid, text, uuid[])'),
    ('function', 'private.notify_series(uuid[], text)'),
    ('function', 'private.plan_reminders(uuid[])'),
    ('function', 'private.series_place(uuid)'),
    ('function', 'private.wants_mail(uuid, uuid, text)'),
    ('function', 'private.was_published(uuid, timestamptz)'),
    ('function', 'private.connections_of_account(uuid, boolean)'),
    ('function', 'private.lock_calendar(uuid)'),
    ('function', 'private.lock_connection(uuid, uuid, boolean)'),
    ('function', 'private.lock_host(uuid)'),
    ('function', 'private.lock_owner_hosts(uuid)'),
    ('function', 'private.lock_schedule(uuid)'),
    ('function', 'private.lock_watched(uuid, uuid)'),
    ('function', 'private.blocked_until(uuid)'),
    ('function', 'private.calendar_to_read(public.calendars)'),
    ('function', 'private.connection_with_secret(uuid)'),
    ('function', 'private.enqueue_pull(uuid, uuid, boolean, timestamptz, integer)'),
    ('function', 'private.enqueue_sync(uuid, boolean, timestamptz, uuid[])'),
    ('function', 'private.has_vanished(uuid)'),
    ('function', 'private.is_outdated(uuid, integer)'),
    ('function', 'private.location_notice(uuid, jsonb)'),
    ('function', 'private.needs_reconnect(uuid)'),
    ('function', 'private.quiet_until(uuid)'),
    ('function', 'public.request_relist(uuid, text)'),
    ('function', 'private.awaited_starts(private.slot_rules, tstzrange, timestamptz, uuid)'),
    ('function', 'private.blocked_instants(private.slot_rules, tstzrange)'),
    ('function', 'private.blocking_calendars(uuid)'),
    ('function', 'private.booked_sessions(uuid, tstzrange, timestamptz, uuid)'),
    ('function', 'private.bookings_within_hours(uuid, tstzrange)'),
    ('function', 'private.change_slot_rules(uuid, jsonb)'),
    ('function', 'private.closed_span(date, time, time)'),
    ('function', 'private.closed_wall_time(private.slot_rules, date, date)'),
    ('function', 'private.day_or_instant(text, text)'),
    ('function', 'private.day_start(date, text)'),
    ('function', 'private.explain_candidates(private.slot_rules, tstzrange, tstzmultirange, integer)'),
    ('function', 'public.explain_slots(uuid, timestamptz, timestamptz, integer, timestamptz[], timestamptz)'),
    ('function', 'private.explain_starts(uuid, tstzrange, integer, timestamptz[], timestamptz, uuid)'),
    ('function', 'private.explain_unknown(private.slot_rules, timestamptz)'),
    ('function', 'private.external_busy(uuid, text, tstzrange, timestamptz, uuid, boolean)'),
    ('function', 'private.external_rows(uuid, text, tstzrange, timestamptz)'),
    ('function', 'private.find_free_windows(private.slot_rules, tstzrange, timestamptz, uuid, boolean, text)'),
    ('function', 'private.first_candidate_beyond(private.slot_rules, tstzrange, timestamptz, integer)'),
    ('function', 'private.full_days(private.slot_rules, tstzrange, timestamptz, uuid, text, integer)'),
    ('function', 'public.get_available_slots(uuid, timestamptz, timestamptz, integer)'),
    ('function', 'public.get_schedule(uuid)'),
    ('function', 'private.grid_anchors(private.slot_rules, tstzmultirange)'),
    ('function', 'private.grid_starts(private.free_windows, interval, integer)'),
    ('function', 'private.host_freshness(private.slot_rules, timestamptz)'),
    ('function', 'private.is_free_start(private.slot_rules, timestamptz, text)'),
    ('function', 'public.list_own_slots(uuid, uuid, timestamptz, timestamptz, integer)'),
    ('function', 'private.list_slots(uuid, tstzrange, integer, timestamptz)'),
    ('function', 'private.load_slot_rules(uuid, integer)'),
    ('function', 'private.local_day(text)'),
    ('function', 'private.open_hours(private.slot_rules, tstzrange, boolean)'),
    ('function', 'private.open_wall_time(private.slot_rules, date, date, boolean)'),
    ('function', 'public.preview_slots(uuid, timestamptz, timestamptz, jsonb)'),
    ('function', 'private.reasons_against(private.slot_rules, timestamptz, uuid, boolean, boolean)'),
    ('function', 'private.replace_blocked_periods(uuid, jsonb)'),
    ('function', 'private.replace_overrides(uuid, jsonb)'),
    ('function', 'private.replace_rules(uuid, jsonb)'),
    ('function', 'private.replace_schedule(uuid, jsonb, uuid)'),
    ('function', 'private.require_changes(uuid, jsonb, boolean)'),
    ('function', 'public.require_event_type(uuid, uuid)'),
    ('function', 'private.require_free_start(private.slot_rules, timestamptz, timestamptz, uuid, boolean)'),
    ('function', 'private.require_host_start(private.slot_rules, timestamptz, uuid, boolean, boolean)'),
    ('function', 'private.require_own_host(uuid)'),
    ('function', 'private.require_range(timestamptz, timestamptz, integer)'),
    ('function', 'public.save_schedule(uuid, text, jsonb)'),
    ('function', 'private.schedule_json(uuid)'),
    ('function', 'private.seats_taken(uuid, uuid, timestamptz, timestamptz)'),
    ('function', 'private.sessions_forbidden(private.slot_rules, tstzrange, timestamptz, uuid)'),
    ('function', 'private.slots_if_active(uuid, tstzrange)'),
    ('function', 'private.slots_without(jsonb, jsonb, timestamptz)'),
    ('function', 'private.stale_calendars(private.slot_rules, tstzrange, timestamptz)'),
    ('function', 'private.unknown_days(private.unknown_times)'),
    ('function', 'private.unknown_spans(private.slot_rules, timestamptz)'),
    ('function', 'private.unread_text(timestamptz, interval, timestamptz)'),
    ('function', 'private.waiting_sessions(private.slot_rules, tstzrange, timestamptz, uuid)'),
    ('function', 'private.wall_to_instants(tsmultirange, text)'),
    ('function', 'private.zone_segments(text, timestamptz, timestamptz)'),
    ('function', 'private.asked_at()'),
    ('function', 'private.blocked_instants_then(private.slot_rules, tstzrange)'),
    ('function', 'private.blocking_calendars_then(uuid)'),
    ('function', 'private.booked_sessions_then(uuid, tstzrange, timestamptz, uuid)'),
    ('function', 'private.busy_days_then()'),
    ('function', 'private.closed_wall_time_then(private.slot_rules, date, date)'),
    ('function', 'private.explain_starts_then(uuid, tstzrange, integer, timestamptz[], timestamptz, uuid)'),
    ('function', 'private.explain_then(uuid, tstzrange, integer, timestamptz[], timestamptz)'),
    ('function', 'private.explain_unknown_then(private.slot_rules, timestamptz)'),
    ('function', 'private.external_busy_then(uuid, text, tstzrange, timestamptz, uuid, boolean)'),
    ('function', 'private.external_rows_then(uuid, text, tstzrange, timestamptz)'),
    ('function', 'private.full_days_then(private.slot_rules, tstzrange, timestamptz, uuid, text, integer)'),
    ('function', 'private.host_freshness_then(private.slot_rules, timestamptz)'),
    ('function', 'private.load_slot_rules_then(uuid, integer)'),
    ('function', 'private.open_hours_then(private.slot_rules, tstzrange, boolean)'),
    ('function', 'private.open_wall_time_then(private.slot_rules, date, date, boolean)'),
    ('function', 'private.rows_then(anyelement)'),
    ('function', 'private.seats_taken_then(uuid, uuid, timestamptz, timestamptz)'),
    ('function', 'private.unknown_spans_then(private.slot_rules, timestamptz)'),
    ('function', 'private.waiting_sessions_then(private.slot_rules, tstzrange, timestamptz, uuid)'),
    ('function', 'private.announced_sync_intervals(uuid[])'),
    ('function', 'public.begin_channel(uuid, uuid, text, uuid)'),
    ('function', 'private.calendars_to_watch(uuid)'),
    ('function', 'private.channel_due_at(private.channels)'),
    ('function', 'private.channels_due_at(uuid)'),
    ('function', 'private.channels_of_account(uuid)'),
    ('function', 'private.channels_of_calendar(uuid)'),
    ('function', 'private.channels_to_close(uuid)'),
    ('function', 'public.channels_to_maintain(uuid, text[])'),
    ('function', 'private.channels_to_renew(uuid)'),
    ('function', 'public.close_channel_done(uuid, boolean)'),
    ('function', 'private.enqueue_announced_sync(uuid, timestamptz)'),
    ('function', 'private.enqueue_announced_syncs(uuid[], timestamptz)'),
    ('function', 'public.enqueue_due_channels(text[], integer, text[])'),
    ('function', 'public.fail_channel(uuid, text, boolean, boolean, bigint, text, uuid, integer)'),
    ('function', 'public.finish_channel(uuid, text, timestamptz, boolean, boolean)'),
    ('function', 'private.hand_over_channels(uuid, boolean)'),
    ('function', 'private.has_healthy_channel(uuid)'),
    ('function', 'private.is_account_to_watch(uuid)'),
    ('function', 'private.is_series(uuid, text)'),
    ('function', 'private.is_standing_channel(private.channels)'),
    ('function', 'private.judge_channels(uuid)'),
    ('function', 'public.lose_channel(uuid)'),
    ('function', 'private.maintain_soon(uuid, timestamptz)'),
    ('function', 'public.receive_notices(text, jsonb)'),
    ('function', 'private.record_watch_failure(uuid, uuid, text, text, bigint)'),
    ('function', 'private.retire_channels(uuid, uuid)'),
    ('function', 'private.should_be_watched(uuid)'),
    ('function', 'private.suspect_channel(uuid, uuid[], boolean)'),
    ('function', 'private.take_notices(uuid[], jsonb)'),
    ('function', 'private.want_pulls(uuid, uuid, boolean)'),
    ('function', 'private.watchable_calendars(uuid)'),
    ('function', 'public.accept_proposed_time(uuid, integer, timestamptz)'),
    ('function', 'private.authorize_booking(uuid, integer, uuid)'),
    ('function', 'private.booking_changes(public.bookings, boolean)'),
    ('function', 'private.booking_json(uuid)'),
    ('function', 'private.booking_mails(public.bookings)'),
    ('function', 'private.booking_result(uuid)'),
    ('function', 'public.cancel_booking(uuid, text, integer, uuid)'),
    ('function', 'public.cancel_series(uuid, text, integer, uuid)'),
    ('function', 'private.change_limits(public.bookings, boolean)'),
    ('function', 'private.choose_location(jsonb, jsonb, boolean)'),
    ('function', 'public.confirm_booking(uuid, uuid)'),
    ('function', 'private.count_active(uuid, text, text, integer)'),
    ('function', 'public.create_booking(uuid, timestamptz, integer, jsonb, jsonb, uuid, integer, text, text, jsonb, uuid, jsonb)'),
    ('function', 'public.create_booking_series( uuid, timestamptz, integer, text, integer, jsonb, jsonb, uuid, integer, text, text, jsonb, uuid, jsonb )'),
    ('function', 'public.create_host_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, boolean, boolean, text, text, jsonb)'),
    ('function', 'public.decide_series(uuid, boolean, uuid, text)'),
    ('function', 'public.decline_booking(uuid, uuid, text)'),
    ('function', 'public.expire_bookings()'),
    ('function', 'private.expire_overlapping(uuid, tstzrange)'),
    ('function', 'private.find_event_host(uuid)'),
    ('function', 'private.find_idempotent_booking(uuid, uuid, text, text)'),
    ('function', 'public.find_series(uuid)'),
    ('function', 'public.get_booking(uuid, integer, uuid)'),
    ('function', 'public.get_booking_sheet(uuid)'),
    ('function', 'public.hold_slot(uuid, timestamptz, integer, text, uuid, integer, text)'),
    ('function', 'public.host_to_lock(uuid, uuid, uuid)'),
    ('function', 'private.hosts_of_slots(uuid, uuid, timestamptz[], uuid[])'),
    ('function', 'private.idempotency_scope(uuid, uuid)'),
    ('function', 'private.insert_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, uuid, text, text, jsonb, uuid, boolean, jsonb)'),
    ('function', 'private.insert_hold(uuid, uuid, timestamptz, integer, text, uuid, integer)'),
    ('function', 'private.insert_host_booking(private.slot_rules, timestamptz, jsonb, jsonb, jsonb, boolean, jsonb)'),
    ('function', 'private.insert_series( uuid, private.slot_rules, timestamptz[], timestamptz[], jsonb, jsonb, uuid, text, text, jsonb, uuid, jsonb )'),
    ('function', 'private.keep_idempotency_key(uuid, uuid, text, text, uuid)'),
    ('function', 'public.list_bookings( uuid, text[], timestamptz, timestamptz, text, timestamptz, uuid, integer, uuid, uuid, boolean, boolean )'),
    ('function', 'private.lock_booking(uuid, integer, uuid, timestamptz)'),
    ('function', 'private.lock_series(uuid, integer, uuid)'),
    ('function', 'private.lock_slot(uuid, uuid, timestamptz, uuid)'),
    ('function', 'private.lock_slots(uuid, uuid, timestamptz[], uuid[])'),
    ('function', 'private.mark_expired(uuid[])'),
    ('function', 'public.mark_no_show(uuid, boolean, uuid)'),
    ('function', 'private.nearest_starts(private.slot_rules, timestamptz, timestamptz[])'),
    ('function', 'private.open_proposal(public.bookings)'),
    ('function', 'public.propose_time(uuid, timestamptz, uuid, integer)'),
    ('function', 'private.reassign_event(uuid)'),
    ('function', 'private.receiving_calendar(uuid, uuid, uuid, timestamptz, timestamptz)'),
    ('function', 'private.refuse_series(jsonb)'),
    ('function', 'public.release_hold(uuid, integer)'),
    ('function', 'public.renew_hold(uuid, integer)'),
    ('function', 'private.request_expiry(uuid, timestamptz)'),
    ('function', 'private.require_answers(jsonb, jsonb)'),
    ('function', 'private.require_attendee(jsonb)'),
    ('function', 'private.require_change(public.bookings, boolean, boolean, text)'),
    ('function', 'private.require_few_bookings(uuid, text)'),
    ('function', 'private.require_finite_start(timestamptz)'),
    ('function', 'private.require_hold(uuid, uuid, timestamptz, timestamptz)'),
    ('function', 'private.require_series(uuid, text, integer)'),
    ('function', 'private.require_start_or_hold(private.slot_rules, timestamptz, uuid, boolean)'),
    ('function', 'public.reschedule_booking(uuid, timestamptz, integer, integer, uuid, text, boolean)'),
    ('function', 'private.series_json(uuid, boolean)'),
    ('function', 'private.series_result(uuid)'),
    ('function', 'private.series_starts(timestamptz, text, text, integer)'),
    ('function', 'private.try_lock_slot(uuid, uuid, timestamptz)'),
    ('function', 'private.write_booking(private.slot_rules, timestamptz, text, jsonb, jsonb, jsonb, uuid, boolean, uuid, jsonb)'),
    ('function', 'private.write_cancellation(uuid, text, text)'),
    ('function', 'private.write_confirmation(uuid)'),
    ('function', 'private.write_move(public.bookings, private.slot_rules, timestamptz, text, text, text, text)'),
    ('function', 'private.write_refusal(uuid, text)'),
    ('function', 'public.begin_push(uuid, uuid)'),
    ('function', 'public.begin_search(uuid, uuid, integer, uuid[], uuid)'),
    ('function', 'public.begin_verify(uuid, uuid, integer, uuid)'),
    ('function', 'private.change_event(uuid, uuid, boolean)'),
    ('function', 'public.check_blind_period(uuid, timestamptz)'),
    ('function', 'private.close_conflicts(uuid)'),
    ('function', 'private.close_double_bookings(uuid[], text)'),
    ('function', 'private.close_overlaps(uuid, uuid[])'),
    ('function', 'private.conflict_json(public.booking_conflicts)'),
    ('function', 'public.continue_search(uuid, uuid, integer, uuid[], uuid)'),
    ('function', 'private.detect_conflicts(uuid, uuid[], uuid[], uuid)'),
    ('function', 'private.detect_double_bookings(uuid[])'),
    ('function', 'private.detect_overlaps(uuid, uuid[], uuid)'),
    ('function', 'private.double_bookings(uuid[])'),
    ('function', 'private.enqueue_blind_check(uuid, timestamptz)'),
    ('function', 'private.enqueue_planning(uuid[])'),
    ('function', 'private.enqueue_push(uuid, uuid, timestamptz)'),
    ('function', 'private.enqueue_search(public.booking_calendar_events, uuid[], uuid)'),
    ('function', 'private.enqueue_verify(uuid, uuid, uuid, integer)'),
    ('function', 'private.event_content(uuid, uuid)'),
    ('function', 'public.fail_push(uuid, uuid, integer, text, boolean, bigint)'),
    ('function', 'private.find_missing_events(uuid, uuid, text[], boolean, timestamptz, timestamptz)'),
    ('function', 'public.finish_push(uuid, uuid, integer, text, text, boolean, text, boolean)'),
    ('function', 'private.follow_join_url(uuid)'),
    ('function', 'private.follow_relocated_events(uuid)'),
    ('function', 'private.has_calendar_event(uuid)'),
    ('function', 'private.has_open_move(uuid)'),
    ('function', 'private.hasten_pushes(uuid)'),
    ('function', 'private.is_conflict_notified(uuid)'),
    ('function', 'private.is_disconnected(uuid)'),
    ('function', 'private.is_writable(uuid)'),
    ('function', 'private.keep_conflicts(uuid, jsonb)'),
    ('function', 'public.list_all_conflicts(uuid, boolean, timestamptz, uuid, integer)'),
    ('function', 'public.list_conflicts(uuid, uuid)'),
    ('function', 'private.mail_of_pair(uuid, uuid)'),
    ('function', 'private.move_session(public.bookings, timestamptz, timestamptz)'),
    ('function', 'private.overlapping_bookings(uuid, uuid[])'),
    ('function', 'public.plan_missing_pushes(uuid, integer)'),
    ('function', 'private.plan_push(uuid)'),
    ('function', 'public.propose_change(uuid, uuid, integer, text, jsonb, uuid)'),
    ('function', 'private.push_target(uuid)'),
    ('function', 'private.read_only_text()'),
    ('function', 'private.recheck_double_bookings(uuid[])'),
    ('function', 'public.record_refused_write(uuid)'),
    ('function', 'private.release_mails(uuid, uuid)'),
    ('function', 'public.relocate_event(uuid, uuid, integer, uuid, text, text)'),
    ('function', 'public.resolve_conflict(uuid, uuid, text, uuid)'),
    ('function', 'private.resume_pushes(uuid)'),
    ('function', 'public.retry_event(uuid, uuid)'),
    ('function', 'private.send_conflict_mails(uuid)'),
    ('function', 'private.session_event(uuid)'),
    ('function', 'private.store_join_url(uuid, uuid, text)'),
    ('function', 'private.unwritten_events(uuid)'),
    ('function', 'public.claim_seat(uuid, integer, jsonb, jsonb)'),
    ('function', 'public.get_waitlist_entry(uuid, integer)'),
    ('function', 'public.join_waitlist(uuid, timestamptz, integer, jsonb, jsonb, jsonb)'),
    ('function', 'public.leave_waitlist(uuid, integer)'),
    ('function', 'private.next_waiting(uuid, timestamptz, timestamptz)'),
    ('function', 'public.offer_due_seats(integer)'),
    ('function', 'private.offer_seats(uuid, timestamptz, timestamptz)'),
    ('function', 'private.require_entry(uuid, integer)'),
    ('function', 'private.require_few_entries(uuid, text)'),
    ('function', 'private.require_full_session(private.slot_rules, timestamptz, integer)'),
    ('function', 'private.require_new_entry(uuid, timestamptz, timestamptz, text)'),
    ('function', 'private.waitlist_result(uuid)'),
    ('function', 'private.booking_target_json(uuid)'),
    ('function', 'private.next_target(uuid)'),
    ('function', 'private.replace_target(uuid, uuid, text)'),
    ('function', 'private.restore_targets(uuid)'),
    ('function', 'private.account_due_at(uuid, timestamptz)'),
    ('function', 'public.acknowledge_unknown_time(uuid, uuid)'),
    ('function', 'public.apply_calendar_changes(uuid, jsonb)'),
    ('function', 'public.begin_announced_sync(uuid)'),
    ('function', 'public.begin_pull(uuid, boolean)'),
    ('function', 'public.begin_sync(uuid, uuid[])'),
    ('function', 'private.block_account(uuid, bigint)'),
    ('function', 'private.bookings_of_events(uuid, jsonb)'),
    ('function', 'private.calendar_due_at(public.calendars, private.calendar_sync)'),
    ('function', 'public.calendar_object_states(uuid, text[])'),
    ('function', 'private.calendar_warning(uuid)'),
    ('function', 'public.continue_sync(uuid, uuid[])'),
    ('function', 'public.count_awaited_calendars(uuid[], timestamptz)'),
    ('function', 'private.delete_missing_events(uuid, uuid, boolean, text[], text[], text[], timestamptz, timestamptz)'),
    ('function', 'public.enqueue_due_polls(integer, integer)'),
    ('function', 'public.fail_pull(uuid, text, text, boolean, boolean, boolean, bigint, boolean, boolean, text, boolean, integer)'),
    ('function', 'public.fail_sync(uuid, text, text, boolean, boolean, bigint, text, boolean, integer)'),
    ('function', 'public.finish_announced_sync(uuid, timestamptz, boolean, integer[])'),
    ('function', 'public.finish_sync(uuid)'),
    ('function', 'public.finish_unchanged_pulls(uuid[], timestamptz, timestamptz, uuid, text, text)'),
    ('function', 'private.follow_calendars(uuid, jsonb, boolean)'),
    ('function', 'private.is_known_event(uuid, text)'),
    ('function', 'private.known_events(uuid, timestamptz, timestamptz)'),
    ('function', 'private.log_sync(uuid, text, integer, integer, integer, text)'),
    ('function', 'private.mailed_unknown_times(public.notifications)'),
    ('function', 'private.mark_synced(uuid[], timestamptz, timestamptz)'),
    ('function', 'private.merge_busy_days(uuid[], date[], tstzmultirange[])'),
    ('function', 'private.path_form(text)'),
    ('function', 'public.prune_sync_logs(integer)'),
    ('function', 'public.pull_again(uuid, integer, integer)'),
    ('function', 'private.read_page(jsonb)'),
    ('function', 'public.record_calendar_properties(uuid, text, text, text, boolean)'),
    ('function', 'private.record_failure(uuid, text, text, boolean, boolean, boolean, bigint, text, boolean)'),
    ('function', 'private.record_listing(uuid, jsonb)'),
    ('function', 'private.record_missing_calendar(uuid)'),
    ('function', 'public.record_retry_after(uuid, bigint)'),
    ('function', 'private.rename_events(uuid, jsonb, uuid, boolean, boolean, text[])'),
    ('function', 'public.request_freshness(uuid, integer, uuid)'),
    ('function', 'private.restore_renamed(uuid, uuid)'),
    ('function', 'private.show_noticed_events(uuid, jsonb, text[], jsonb)'),
    ('function', 'private.unknown_time_json(private.unknown_times)'),
    ('function', 'public.update_calendars(uuid, jsonb)'),
    ('function', 'private.upsert_events(uuid, jsonb, uuid, text[])'),
    ('function', 'private.write_object_states(uuid, jsonb, boolean)'),
    ('function', 'private.write_unknown_times(uuid, uuid, jsonb, jsonb, text[], text[], boolean, boolean)'),
    ('function', 'private.bookings_without_event(uuid, uuid, text[], text[], timestamptz, timestamptz, boolean)'),
    ('function', 'public.compare_listing(uuid, uuid, jsonb, text[], timestamptz, timestamptz, boolean)'),
    ('function', 'public.continue_audit(uuid, uuid[], integer)'),
    ('function', 'private.enqueue_audit(uuid, uuid[], timestamptz, integer)'),
    ('function', 'public.enqueue_due_audits(integer)'),
    ('function', 'public.finish_audit(uuid, text, integer, jsonb)'),
    ('function', 'public.get_audit(uuid)'),
    ('function', 'public.request_audit(uuid)'),
    ('function', 'private.account_key_form(text)'),
    ('function', 'public.account_secret(uuid, text, text)'),
    ('function', 'public.begin_oauth(uuid, uuid, uuid, text, text, boolean, uuid)'),
    ('function', 'public.begin_revoke(uuid)'),
    ('function', 'private.connection_json(uuid)'),
    ('function', 'public.disconnect_connection(uuid, uuid, text, text[])'),
    ('function', 'private.disconnect_json(uuid, integer)'),
    ('function', 'private.enqueue_finish_disconnect(uuid, timestamptz)'),
    ('function', 'private.erase_connection(uuid, boolean)'),
    ('function', 'public.finish_disconnect(uuid, boolean)'),
    ('function', 'private.has_removals(uuid)'),
    ('function', 'private.has_to_wait(public.calendar_connections, private.connection_secrets)'),
    ('function', 'public.list_connections(uuid)'),
    ('function', 'public.list_secrets(uuid, integer)'),
    ('function', 'private.pushed_events(uuid)'),
    ('function', 'public.replace_secret(uuid, text, text)'),
    ('function', 'public.request_sync(uuid, uuid)'),
    ('function', 'public.require_host(uuid, uuid)'),
    ('function', 'private.save_calendars(uuid, uuid, boolean, jsonb)'),
    ('function', 'public.save_connection(uuid, text, text, text, uuid, text, jsonb)'),
    ('function', 'public.take_oauth_attempt(uuid, uuid, text)'),
    ('function', 'public.begin_webhook_delivery(uuid)'),
    ('function', 'public.create_webhook_endpoint(uuid, uuid, text, text[], text)'),
    ('function', 'public.delete_webhook_endpoint(uuid, uuid)'),
    ('function', 'private.disable_webhook_endpoint(uuid, text)'),
    ('function', 'private.find_webhook_endpoint(uuid, uuid)'),
    ('function', 'public.finish_webhook_delivery(uuid, integer, text, text, boolean, bigint, boolean)'),
    ('function', 'public.list_webhook_deliveries(uuid, uuid, timestamptz, uuid, integer)'),
    ('function', 'public.list_webhook_endpoints(uuid)'),
    ('function', 'public.list_webhook_secrets(uuid, integer)'),
    ('function', 'private.plan_webhooks(uuid)'),
    ('function', 'public.prune_webhook_deliveries(integer, integer)'),
    ('function', 'public.put_off_webhooks(uuid, integer)'),
    ('function', 'private.record_webhook_failure(uuid, text, boolean, bigint)'),
    ('function', 'private.record_webhook_success(uuid)'),
    ('function', 'public.replace_webhook_secret(uuid, text, text)'),
    ('function', 'public.replay_webhook_delivery(uuid, uuid)'),
    ('function', 'public.rotate_webhook_secret(uuid, uuid, text)'),
    ('function', 'public.update_webhook_endpoint(uuid, uuid, text, text[], boolean)'),
    ('function', 'private.webhook_backoff(integer, integer)'),
    ('function', 'private.webhook_delivery_json(public.webhook_deliveries)'),
    ('function', 'private.webhook_endpoint_json(uuid)'),
    ('function', 'private.api_key_json(uuid)'),
    ('function', 'public.create_api_key(uuid, text, text, text[], text)'),
    ('function', 'public.list_api_keys(uuid)'),
    ('function', 'public.revoke_api_key(uuid, uuid)'),
    ('function', 'public.use_api_key(text)'),
    ('function', 'private.calendar_problems(uuid, uuid[])'),
    ('function', 'private.delivery_problems(uuid, uuid[])'),
    ('function', 'public.get_booking_page(text, text)'),
    ('function', 'public.get_calendar_month(uuid, timestamptz, timestamptz, uuid)'),
    ('function', 'public.get_calendar_view(uuid, timestamptz, timestamptz)'),
    ('function', 'public.get_full_sessions(uuid, timestamptz, timestamptz, integer)'),
    ('function', 'public.get_host_page(text)'),
    ('function', 'public.get_hosted_page(text, text)'),
    ('function', 'public.get_manage_page(uuid)'),
    ('function', 'public.get_overview(uuid)'),
    ('function', 'public.get_page_with_slots(text, text, timestamptz, timestamptz, integer)'),
    ('function', 'public.get_visitor_rules(uuid)'),
    ('function', 'public.list_event_types(uuid)'),
    ('function', 'private.offered_starts(uuid, tstzrange)'),
    ('function', 'private.page_settings(public.hosts)'),
    ('function', 'private.session_json(uuid, timestamptz, timestamptz)'),
    ('function', 'private.shown_events(uuid, text, tstzrange)'),
    ('function', 'public.use_challenge(text, timestamptz, text)'),
    ('function', 'private.build_report(public.hosts, tstzrange)'),
    ('function', 'public.get_own_report(uuid, uuid, text, text)'),
    ('function', 'public.get_report(uuid, timestamptz, timestamptz)'),
    ('function', 'private.hours_of(tstzmultirange)'),
    ('function', 'private.offered_time(uuid, tstzrange)'),
    ('function', 'private.report_groups(uuid, text, tstzrange)'),
    ('function', 'private.reported_bookings(uuid, tstzrange)'),
    ('function', 'private.time_figures(tstzmultirange, tstzmultirange)'),
    ('function', 'private.bump_host_versions(uuid[], text[])'),
    ('function', 'private.bump_owner_versions(uuid[], text[])'),
    ('function', 'private.bump_versions_of_calendars(uuid[])'),
    ('function', 'public.find_live_host(text)'),
    ('function', 'public.live_versions(uuid[])'),
    ('function', 'public.owner_versions(uuid[])'),
    ('function', 'private.bookings_to_cancel(uuid)'),
    ('function', 'public.delete_owner_rows(uuid, integer)'),
    ('function', 'private.deletion_json(uuid)'),
    ('function', 'public.enqueue_due_mails(integer)'),
    ('function', 'public.export_own_rows(text, text[], integer)'),
    ('function', 'public.finish_notification(uuid, text, boolean, boolean, boolean)'),
    ('function', 'public.forget_workers(text[])'),
    ('function', 'private.function_fingerprints()'),
    ('function', 'private.gather_mail(uuid)'),
    ('function', 'public.get_deletion(uuid)'),
    ('function', 'public.get_series(uuid, integer, uuid)'),
    ('function', 'private.is_deletion_waiting(uuid)'),
    ('function', 'public.keep_mail(uuid, text, text, text, text, text)'),
    ('function', 'public.list_mail(integer)'),
    ('function', 'private.mailed_booking(uuid, boolean)'),
    ('function', 'private.mailed_digest(uuid, timestamptz)'),
    ('function', 'private.mailed_series(text, uuid, uuid[], boolean)'),
    ('function', 'public.next_deletion_step(uuid, integer)'),
    ('function', 'public.next_notification(uuid)'),
    ('function', 'private.note_restore()'),
    ('function', 'private.queue_figures()'),
    ('function', 'public.request_deletion(uuid, text)'),
    ('function', 'public.resend_notification(uuid, uuid, uuid)'),
    ('function', 'public.rights_status()'),
    ('function', 'public.service_figures()'),
    ('function', 'public.service_status(boolean)'),
    ('function', 'public.stop_digest(uuid, boolean)'),
    ('function', 'private.sync_figures()'),
    ('function', 'public.take_tokens(text, integer, double precision, integer)'),
    ('function', 'public.worker_heartbeat(text[])'),
    ('function', 'public.write_probe(uuid)'),
    ('function', 'public.zone_offsets(text[], timestamptz[])'),
    ('function', 'public.zones_in_use()'),
    ('function', 'public.export_visitor(uuid, text)'),
    ('function', 'public.forget_due_visitors(integer, integer)'),
    ('function', 'private.forget_mails(uuid[])'),
    ('function', 'public.forget_visitor(uuid, text, integer)'),
    ('function', 'private.forget_visitors(uuid[])'),
    ('function', 'private.prune_holds(timestamptz, integer)'),
    ('function', 'private.prune_left_accounts(timestamptz, integer)'),
    ('function', 'public.prune_old_rows(text, integer, integer)'),
    ('function', 'private.prune_past_events(timestamptz, integer)'),
    ('function', 'public.stop_storing_titles(integer)'),
    ('function', 'private.visitor_bookings(uuid, text)'),
    ('function', 'private.differing_rights()'),
    ('function', 'private.excess_rights()'),
    ('function', 'private.own_access_lists()'),
    ('function', 'private.own_object_ids()'),
    ('function', 'private.restore_rights()'),
    ('function', 'private.bump_changed_versions()'),
    ('function', 'private.bump_versions_of_bookings()'),
    ('function', 'private.bump_versions_of_conflicts()'),
    ('function', 'private.bump_versions_of_connections()'),
    ('function', 'private.bump_versions_of_deliveries()'),
    ('function', 'private.bump_versions_of_events()'),
    ('function', 'private.bump_versions_of_freshness()'),
    ('function', 'private.bump_versions_of_hosts()'),
    ('function', 'private.bump_versions_of_owners()'),
    ('function', 'private.bump_versions_of_settings()'),
    ('function', 'private.bump_versions_of_unknown_times()'),
    ('function', 'private.bump_versions_of_webhooks()'),
    ('function', 'private.check_booking_target()'),
    ('function', 'private.check_time_zone()'),
    ('function', 'private.complete_booking()'),
    ('function', 'private.complete_webhook_endpoint()'),
    ('function', 'private.derive_host_of_conflict()'),
    ('function', 'private.derive_owner_from_connection()'),
    ('function', 'private.derive_owner_from_host()'),
    ('function', 'private.follow_access()'),
    ('function', 'private.follow_disconnection()'),
    ('function', 'private.follow_event()'),
    ('function', 'private.follow_links()'),
    ('function', 'private.follow_reminders()'),
    ('function', 'private.follow_seats()'),
    ('function', 'private.follow_session()'),
    ('function', 'private.follow_target()'),
    ('function', 'private.follow_webhook_endpoint()'),
    ('function', 'private.forget_objects()'),
    ('function', 'private.forget_titles()'),
    ('function', 'private.hand_over_channels_of_deleted()'),
    ('function', 'private.keep_freshness()'),
    ('function', 'private.keep_history()'),
    ('function', 'private.limit_own_rows()'),
    ('function', 'private.lock_hosts_of_link()'),
    ('function', 'private.lock_own_hosts()'),
    ('function', 'private.note_update()'),
    ('function', 'private.note_video()'),
    ('function', 'private.note_video_of_calendar()'),
    ('function', 'private.plan_account()'),
    ('function', 'private.plan_channel()'),
    ('function', 'private.plan_channels()'),
    ('function', 'private.plan_channels_of_account()'),
    ('function', 'private.plan_digest()'),
    ('function', 'private.plan_forgetting()'),
    ('function', 'private.read_chosen_calendar()'),
    ('function', 'private.record_access_of_connection()'),
    ('function', 'private.recount_booking()'),
    ('function', 'private.refresh_busy_days()'),
    ('function', 'private.refuse_active_hosts()'),
    ('function', 'private.refuse_faulty_event_type()'),
    ('function', 'private.refuse_faulty_mail_settings()'),
    ('function', 'private.refuse_faulty_policy()'),
    ('function', 'private.refuse_faulty_text()'),
    ('function', 'private.set_location()'),
    ('function', 'private.declared_rights()'),
    ('function', 'private.own_objects()')
$$;
comment on function private.own_objects() is
  'Every object of ours that has rights; sequences come with their tables. What is not named here belongs to others and is left alone.';

select private.restore_rights();
