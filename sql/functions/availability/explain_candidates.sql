create function private.explain_candidates(
  p_rules private.slot_rules, p_range tstzrange, p_open tstzmultirange, p_limit integer
)
returns table (starts_at timestamptz)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select s.at
  from (
    select g.at
    from private.grid_anchors(p_rules, p_open) as a
    cross join lateral generate_series(a.anchor, a.grid_end, p_rules.step) as g (at)
    where g.at < a.grid_end
    union all
    select g.at
    from generate_series(
      (lower(p_range) at time zone p_rules.zone)::date - 1, (upper(p_range) at time zone p_rules.zone)::date, interval '1 day'
    ) as d (day)
    cross join lateral generate_series(
      private.day_start(d.day::date, p_rules.zone), private.day_start(d.day::date + 1, p_rules.zone), p_rules.step
    ) as g (at)
    where g.at < private.day_start(d.day::date + 1, p_rules.zone) and not p_open @> g.at
  ) as s
  where s.at <@ p_range
  order by s.at
  limit p_limit;
end;
$$;
comment on function private.explain_candidates(private.slot_rules, tstzrange, tstzmultirange, integer) is
  'The starts to explain: the grid of the open hours, and where nothing is open, steps from local midnight.';
