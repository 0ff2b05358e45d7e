create function public.zone_offsets(zones text[], instants timestamptz[])
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_object_agg(z.zone, z.offsets), '{}')
    from (
      select t.zone, jsonb_agg(
        (extract(epoch from (i.at at time zone t.zone) - (i.at at time zone 'UTC')) / 60)::integer order by i.position
      ) as offsets
      from unnest(zone_offsets.zones) as t (zone)
      cross join unnest(zone_offsets.instants) with ordinality as i (at, position)
      group by t.zone
    ) as z
  );
end;
$$;
comment on function public.zone_offsets(text[], timestamptz[]) is
  'UTC offsets in minutes of each zone at each instant, as this Postgres knows them: compared with the service''s own at start.';
