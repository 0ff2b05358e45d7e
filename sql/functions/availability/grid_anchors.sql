create function private.grid_anchors(p_rules private.slot_rules, p_open tstzmultirange)
returns table (anchor timestamptz, grid_end timestamptz, piece_end timestamptz)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select
    a.anchor,
    coalesce(lead(a.anchor) over (partition by a.piece_start order by a.anchor), a.piece_end),
    a.piece_end
  from (
    select lower(p.piece) as piece_start, upper(p.piece) as piece_end, lower(p.piece) as anchor
    from unnest(p_open) as p (piece)
    union
    select lower(p.piece), upper(p.piece), d.first_instant
    from unnest(p_open) as p (piece)
    cross join lateral (
      select
        (lower(p.piece) at time zone p_rules.zone)::date as first_day,
        ((upper(p.piece) - interval '1 microsecond') at time zone p_rules.zone)::date as last_day
    ) as b
    cross join lateral (
      select private.day_start(b.first_day + i, p_rules.zone) as first_instant
      from pg_catalog.generate_series(0, b.last_day - b.first_day) as i
      where b.last_day > b.first_day
    ) as d
    where d.first_instant > lower(p.piece) and d.first_instant < upper(p.piece)
  ) as a
  order by a.anchor;
end;
$$;
comment on function private.grid_anchors(private.slot_rules, tstzmultirange) is
  'Rule 7: the grid begins with each continuous piece of open hours, and again with the first instant of each local date inside it. One row per '
  'beginning: where its grid ends (exclusive) and where the piece ends.';
