create function public.list_webhook_endpoints(owner_id uuid)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
begin
  return jsonb_build_object('webhook_endpoints', coalesce((
    select jsonb_agg(private.webhook_endpoint_json(e.id) order by e.created_at, e.id)
    from public.webhook_endpoints as e
    where e.owner_id = list_webhook_endpoints.owner_id
  ), '[]'));
end;
$$;
comment on function public.list_webhook_endpoints(uuid) is 'The endpoints of an owner, oldest first, without their secrets.';
