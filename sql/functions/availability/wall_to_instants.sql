create function private.wall_to_instants(p_wall tsmultirange, p_zone text)
returns tstzmultirange
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select coalesce(
      range_agg(tstzrange((lower(x.part) - s.shift) at time zone 'UTC', (upper(x.part) - s.shift) at time zone 'UTC')),
      '{}'::tstzmultirange
    )
    from private.zone_segments(
      p_zone,
      (lower(p_wall) at time zone 'UTC') - interval '26 hours',
      (upper(p_wall) at time zone 'UTC') + interval '26 hours'
    ) as s
    cross join lateral unnest(p_wall * tsmultirange(s.wall)) as x (part)
    where not isempty(p_wall)
  );
end;
$$;
comment on function private.wall_to_instants(tsmultirange, text) is
  'The instants whose wall-clock time in the zone is in p_wall: none for skipped time, both passes for repeated time.';
