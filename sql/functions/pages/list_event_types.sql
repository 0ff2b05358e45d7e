create function public.list_event_types(owner_id uuid)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
begin
  return jsonb_build_object('event_types', coalesce((
    select jsonb_agg(
      to_jsonb(e) || jsonb_build_object('created_at', private.iso_instant(e.created_at), 'host', jsonb_build_object(
        'id', h.id, 'slug', h.slug, 'display_name', h.display_name, 'time_zone', h.time_zone, 'is_active', h.is_active
      ))
      order by h.created_at, h.id, e.position, e.slug
    )
    from public.hosts as h
    join public.event_types as e on e.host_id = h.id
    where h.owner_id = list_event_types.owner_id
  ), '[]'));
end;
$$;
comment on function public.list_event_types(uuid) is
  'The event types of all hosts of an owner, with the columns of their table and their host, also those that are switched off.';
