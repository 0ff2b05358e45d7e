create function private.series_starts(p_start timestamptz, p_zone text, p_frequency text, p_count integer)
returns table (starts_at timestamptz, is_skipped boolean)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_first constant timestamp := p_start at time zone p_zone;
  v_shift constant interval := v_first - (p_start at time zone 'UTC');
  v_step constant interval := case p_frequency when 'weekly' then interval '7 days' else interval '1 day' end;
begin
  return query
  select i.instant, i.instant at time zone p_zone <> w.wall
  from pg_catalog.generate_series(0, p_count - 1) as n (number)
  cross join lateral (select v_first + n.number * v_step as wall) as w
  -- With the offset of the first date where that gives the same wall-clock time: so a repeated hour is meant as it was there.
  cross join lateral (select (w.wall - v_shift) at time zone 'UTC' as kept) as k
  cross join lateral (select case when k.kept at time zone p_zone = w.wall then k.kept else w.wall at time zone p_zone end as instant) as i
  order by n.number;
end;
$$;
comment on function private.series_starts(timestamptz, text, text, integer) is
  'The starts of a series: p_start, and the same wall-clock time in the zone on the days or weeks after it. is_skipped: a clock change skips that '
  'time there; the start is then as much later.';
