create function private.open_wall_time(
  p_rules private.slot_rules, p_from date, p_until date, p_with_closed boolean default true
)
returns tsmultirange
language plpgsql
stable
set search_path = ''
as $$
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
$$;
comment on function private.open_wall_time(private.slot_rules, date, date, boolean) is
  'Hours of the local dates [p_from, p_until) by rules 1 and 2, as wall-clock time of the event type''s zone; '
  'without p_with_closed as if there were no closed overrides.';
