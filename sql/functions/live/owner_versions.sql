create function public.owner_versions(owner_ids uuid[])
returns jsonb
language plpgsql
stable
security definer -- service_role may call this but may not read versions otherwise
set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_object_agg(i.id, jsonb_build_object(
      'bookings', coalesce(v.bookings, 0) + h.bookings, 'connections', coalesce(v.connections, 0), 'conflicts', coalesce(v.conflicts, 0),
      'log', coalesce(v.log, 0), 'schedule', coalesce(v.schedule, 0)
    ))
    from unnest(owner_versions.owner_ids) as i (id)
    left join private.owner_versions as v on v.owner_id = i.id
    cross join lateral (
      select coalesce(sum(n.bookings), 0) as bookings
      from public.hosts as o
      join private.host_versions as n on n.host_id = o.id
      where o.owner_id = i.id
      offset 0
    ) as h
  ), '{}');
end;
$$;
comment on function public.owner_versions(uuid[]) is
  'The versions of what is shown to these owners, {owner id: {bookings, connections, conflicts, log, schedule}}: another number says that something '
  'of the topic changed. That of bookings is smaller after a host was deleted.';
