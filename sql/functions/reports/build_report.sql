create function private.build_report(p_host public.hosts, p_range tstzrange)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    with groups as materialized (
      select g.kind, g.name, g.figures from private.report_groups(p_host.id, p_host.time_zone, p_range) as g
    )
    select jsonb_build_object(
      'host_id', p_host.id, 'time_zone', p_host.time_zone,
      'from', private.iso_instant(lower(p_range)), 'to', private.iso_instant(upper(p_range)), 'as_of', private.iso_instant(now())
    ) || (
      select g.figures from groups as g where g.kind = 'total'
    ) || jsonb_build_object(
      'by_event_type', (
        select coalesce(jsonb_agg(
          jsonb_build_object('event_type_id', e.id, 'slug', e.slug, 'title', e.title, 'is_active', e.is_active) || g.figures order by e.position, e.slug
        ), '[]')
        from groups as g
        join public.event_types as e on e.id = g.name::uuid
        where g.kind = 'event_type'
      ),
      'by_weekday', (
        select jsonb_agg(jsonb_build_object('day_of_week', g.name::integer) || g.figures order by g.name) from groups as g where g.kind = 'weekday'
      ),
      'by_week', (
        select jsonb_agg(
          jsonb_build_object('week', to_char(g.name::date, 'IYYY-"W"IW'), 'monday', g.name) || g.figures order by g.name::date
        )
        from groups as g where g.kind = 'week'
      )
    )
  );
end;
$$;
comment on function private.build_report(public.hosts, tstzrange) is
  'The report on a host: {host_id, time_zone, from, to, as_of}, the figures of all of p_range (private.report_groups) and of its parts: by_event_type, '
  'also those that are switched off, by_weekday (0 = Sunday, all seven), by_week (ISO weeks that p_range meets). Days are those of the host''s zone.';
