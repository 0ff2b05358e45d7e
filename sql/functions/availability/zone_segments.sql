create function private.zone_segments(p_zone text, p_from timestamptz, p_until timestamptz)
returns table (wall tsrange, shift interval)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_start timestamptz := p_from;
  v_change record;
  v_low timestamptz;
  v_high timestamptz;
  v_middle timestamptz;
begin
  -- One sample a day finds every change: no zone changes twice within a day.
  for v_change in
    select s.at, s.previous, s.shift, s.shift_before
    from (
      select
        t.at, (t.at at time zone p_zone) - (t.at at time zone 'UTC') as shift,
        lag(t.at) over (order by t.at) as previous,
        lag((t.at at time zone p_zone) - (t.at at time zone 'UTC')) over (order by t.at) as shift_before
      from (
        select g.at from pg_catalog.generate_series(p_from, p_until, interval '24 hours') as g (at)
        union all select p_until
      ) as t
    ) as s
    where s.shift <> s.shift_before
    order by s.at
  loop
    v_low := v_change.previous;
    v_high := v_change.at;
    while v_high - v_low > interval '1 second' loop
      v_middle := date_trunc('second', v_low + (v_high - v_low) / 2);
      exit when v_middle <= v_low;
      if (v_middle at time zone p_zone) - (v_middle at time zone 'UTC') = v_change.shift_before then
        v_low := v_middle;
      else
        v_high := v_middle;
      end if;
    end loop;
    wall := tsrange((v_start at time zone 'UTC') + v_change.shift_before, (v_high at time zone 'UTC') + v_change.shift_before);
    shift := v_change.shift_before;
    return next;
    v_start := v_high;
  end loop;
  shift := (v_start at time zone p_zone) - (v_start at time zone 'UTC');
  wall := tsrange((v_start at time zone 'UTC') + shift, (p_until at time zone 'UTC') + shift);
  return next;
end;
$$;
comment on function private.zone_segments(text, timestamptz, timestamptz) is
  'Cuts [p_from, p_until) into pieces of constant UTC offset: the wall-clock time each covers and its shift (wall = UTC + shift). '
  'A skipped hour is in no piece, a repeated one in two. Bounds are whole seconds.';
