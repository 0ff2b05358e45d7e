create function private.first_candidate_beyond(p_rules private.slot_rules, p_range tstzrange, p_now timestamptz, p_max integer)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  v_range constant tstzrange := p_range
    * tstzrange(p_now + p_rules.min_notice, p_now + greatest(p_rules.min_notice, p_rules.horizon));
  v_seconds constant numeric := extract(epoch from upper(v_range) - lower(v_range));
begin
  -- Coarse grids cannot have as many, so they are not counted: besides one start per step there is one at the beginning of each day and of each
  -- piece of open hours, which is at least as long as a slot.
  if isempty(v_range) or 2 + v_seconds / extract(epoch from p_rules.step) + v_seconds / extract(epoch from p_rules.duration) + v_seconds / 86400 <= p_max then
    return null;
  end if;
  return (
    select c.anchor + p_rules.step * (c.first_step + p_max - c.counted_before)::double precision
    from (
      select s.anchor, s.first_step, s.steps,
        coalesce(sum(s.steps) over (order by s.anchor rows between unbounded preceding and 1 preceding), 0) as counted_before
      from (
        select a.anchor, b.first_step, greatest(b.last_step - b.first_step + 1, 0) as steps
        from private.grid_anchors(p_rules, private.open_hours(p_rules, v_range)) as a
        -- As private.grid_starts applies the grid to the windows of private.find_free_windows.
        cross join lateral (
          select
            greatest(ceil(extract(epoch from lower(v_range) - a.anchor) / extract(epoch from p_rules.step)), 0) as first_step,
            floor(
              extract(epoch from least(
                a.grid_end - interval '1 microsecond', a.piece_end - p_rules.duration, upper(v_range) - interval '1 microsecond'
              ) - a.anchor) / extract(epoch from p_rules.step)
            ) as last_step
        ) as b
      ) as s
    ) as c
    where c.counted_before <= p_max and c.counted_before + c.steps > p_max
    order by c.anchor
    limit 1
  );
end;
$$;
comment on function private.first_candidate_beyond(private.slot_rules, tstzrange, timestamptz, integer) is
  'The candidate start in p_range with p_max others before it; null: there is none. Later time need not be computed. Counts the grid over the open '
  'hours; reads no bookings and no events.';
