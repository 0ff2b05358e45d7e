create function private.nearest_starts(p_rules private.slot_rules, p_start timestamptz, p_others timestamptz[])
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_max constant integer := 3;
  v_apart constant interval := p_rules.duration + greatest(p_rules.buffer_before, p_rules.buffer_after);
  v_range constant tstzrange := tstzrange(p_start - interval '7 days', p_start + interval '7 days');
  v_free constant private.free_windows := private.find_free_windows(p_rules, v_range, now());
  v_full_days date[];
  v_full_weeks date[];
begin
  -- Rule 8 for the series: its other dates count as if they were booked.
  with counted as (
    select o.at from unnest(p_others) as o (at)
    union
    select lower(s.during) from private.booked_sessions(p_rules.host_id, tstzrange(lower(v_range) - interval '7 days', upper(v_range) + interval '7 days'), now()) as s
    where s.event_type_id = p_rules.event_type_id
  )
  select
    array(select d.day from (select (c.at at time zone p_rules.zone)::date as day from counted as c) as d
          group by d.day having count(*) >= p_rules.max_per_day),
    array(select d.week from (select date_trunc('week', c.at at time zone p_rules.zone)::date as week from counted as c) as d
          group by d.week having count(*) >= p_rules.max_per_week)
  into v_full_days, v_full_weeks;

  return coalesce((
    select jsonb_agg(private.iso_instant(n.starts_at) order by n.starts_at)
    from (
      select g.starts_at
      from private.grid_starts(v_free, p_rules.step, 10000) as g
      where g.starts_at <> p_start
        and (g.starts_at at time zone p_rules.zone)::date <> all (v_full_days)
        and date_trunc('week', g.starts_at at time zone p_rules.zone)::date <> all (v_full_weeks)
        and not exists (
          select from unnest(p_others) as o (at) where g.starts_at > o.at - v_apart and g.starts_at < o.at + v_apart
        )
      order by greatest(g.starts_at - p_start, p_start - g.starts_at), g.starts_at
      limit v_max
    ) as n
  ), '[]');
end;
$$;
comment on function private.nearest_starts(private.slot_rules, timestamptz, timestamptz[]) is
  'The three free starts that are nearest to p_start, within a week before and after it, and not in the way of p_others, nor over the limits of a day '
  'or a week together with them: instants, ascending.';
