create function public.list_api_keys(owner_id uuid)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
begin
  return jsonb_build_object('api_keys', coalesce((
    select jsonb_agg(private.api_key_json(k.id) order by k.created_at, k.id)
    from public.api_keys as k where k.owner_id = list_api_keys.owner_id
  ), '[]'));
end;
$$;
comment on function public.list_api_keys(uuid) is 'The keys of an owner, oldest first, also those that were revoked.';
