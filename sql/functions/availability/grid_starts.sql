create function private.grid_starts(p_free private.free_windows, p_step interval, p_limit integer)
returns table (starts_at timestamptz)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select s.starts_at
  from unnest(p_free.windows) as w (span)
  cross join lateral (
    -- The last anchor at or before the window: its grid applies there.
    select p_free.anchors[width_bucket(lower(w.span), p_free.anchors)] as anchor
  ) as a
  cross join lateral generate_series(
    a.anchor + p_step * ceil(extract(epoch from lower(w.span) - a.anchor) / extract(epoch from p_step))::double precision,
    upper(w.span),
    p_step
  ) as s (starts_at)
  where upper_inc(w.span) or s.starts_at < upper(w.span)
  limit p_limit;
end;
$$;
comment on function private.grid_starts(private.free_windows, interval, integer) is
  'Rule 7: the grid starts in the free windows, ascending, at most p_limit.';
