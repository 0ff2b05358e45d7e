create function public.list_connections(owner_id uuid)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
begin
  return jsonb_build_object('connections', coalesce((
    select jsonb_agg(private.connection_json(k.id) order by k.created_at, k.id)
    from public.calendar_connections as k
    where k.owner_id = list_connections.owner_id
  ), '[]'));
end;
$$;
comment on function public.list_connections(uuid) is 'The connections of an owner with their calendars and links.';
