create function private.report_groups(p_host_id uuid, p_zone text, p_range tstzrange)
returns table (kind text, name text, figures jsonb)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  with days as materialized (
    select d.day, extract(dow from d.day)::integer::text as weekday, date_trunc('week', d.day)::date::text as week,
      tstzmultirange(tstzrange(private.day_start(d.day::date, p_zone), private.day_start(d.day::date + 1, p_zone))) as span
    from generate_series(
      date_trunc('day', lower(p_range) at time zone p_zone),
      (upper(p_range) at time zone p_zone) - interval '1 microsecond', interval '1 day'
    ) as d (day)
  ),
  types as materialized (
    select e.id, private.offered_time(e.id, p_range) as offered, tstzmultirange(p_range) * coalesce((
      select range_agg(b.during) from public.bookings as b
      where b.host_id = p_host_id and b.during && p_range and b.status = 'confirmed' and b.event_type_id = e.id
    ), '{}') as booked
    from public.event_types as e
    where e.host_id = p_host_id
  ),
  whole as materialized (
    select coalesce(range_agg(t.offered), '{}') as offered, coalesce(range_agg(t.booked), '{}') as booked from types as t
  ),
  groups (kind, name, offered, booked) as materialized (
    select 'total', '', w.offered, w.booked from whole as w
    union all
    select 'event_type', t.id::text, t.offered, t.booked from types as t
    union all
    select s.kind, s.name, w.offered * s.span, w.booked * s.span
    from (
      select 'weekday' as kind, n::text as name, coalesce(range_agg(d.span), '{}') as span
      from generate_series(0, 6) as n
      left join days as d on d.weekday = n::text
      group by n
      union all
      select 'week', d.week, range_agg(d.span) from days as d group by d.week
    ) as s
    cross join whole as w
  ),
  counted as (
    select k.kind, k.name, b.*
    from private.reported_bookings(p_host_id, p_range) as b
    cross join lateral (select (b.starts_at at time zone p_zone)::date::timestamp as day) as l
    cross join lateral (values
      ('total', ''), ('event_type', b.event_type_id::text), ('weekday', extract(dow from l.day)::integer::text),
      ('week', date_trunc('week', l.day)::date::text)
    ) as k (kind, name)
  ),
  counts as (
    select g.kind, g.name, jsonb_build_object(
      'sessions', count(*) filter (where b.is_session),
      'seats', jsonb_build_object(
        'offered', coalesce(sum(b.seats) filter (where b.is_session), 0), 'taken', count(*) filter (where b.outcome = 'confirmed')
      ),
      'bookings', count(b.outcome),
      'lead_time', jsonb_build_object(
        'median_hours', round((percentile_cont(0.5) within group (order by b.lead_hours) filter (where b.outcome = 'confirmed'))::numeric, 4),
        'p90_hours', round((percentile_cont(0.9) within group (order by b.lead_hours) filter (where b.outcome = 'confirmed'))::numeric, 4)
      ),
      'outcomes', jsonb_build_object(
        'confirmed', count(*) filter (where b.outcome = 'confirmed'),
        'no_shows', count(*) filter (where b.outcome = 'confirmed' and b.no_show),
        'pending', count(*) filter (where b.outcome = 'pending'),
        'cancelled', count(*) filter (where b.outcome = 'cancelled'),
        'cancelled_by_visitor', count(*) filter (where b.outcome = 'cancelled' and b.cancelled_by = 'visitor'),
        'cancelled_by_host', count(*) filter (where b.outcome = 'cancelled' and b.cancelled_by = 'host'),
        'declined', count(*) filter (where b.outcome = 'declined'),
        'expired', count(*) filter (where b.outcome = 'expired'),
        'requests_unanswered', count(*) filter (where b.outcome in ('pending', 'expired'))
      )
    ) as figures
    from groups as g
    left join counted as b on b.kind = g.kind and b.name = g.name
    group by g.kind, g.name
  )
  select g.kind, g.name, private.time_figures(g.offered, g.booked) || c.figures
  from groups as g
  join counts as c on c.kind = g.kind and c.name = g.name;
end;
$$;
comment on function private.report_groups(uuid, text, tstzrange) is
  'The figures of private.build_report for a host and p_range, in all (total), and by event type, weekday (0 = Sunday) and week (its Monday), days and '
  'weeks being those of p_zone. Time is that in p_range (private.time_figures), cut at the borders of a group; each booking is counted where it starts. '
  'A session takes its time once; seats.taken counts its visitors. lead_time: from when a confirmed booking was made until its start, 0 if '
  'that was after it. '
  'requests_unanswered: those that wait and those that expired.';
