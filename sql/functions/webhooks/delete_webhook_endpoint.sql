create function public.delete_webhook_endpoint(endpoint_id uuid, owner_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
begin
  perform private.find_webhook_endpoint(delete_webhook_endpoint.endpoint_id, delete_webhook_endpoint.owner_id);
  delete from public.webhook_endpoints as e where e.id = delete_webhook_endpoint.endpoint_id;
  return null;
end;
$$;
comment on function public.delete_webhook_endpoint(uuid, uuid) is
  'Removes an endpoint with its secrets and deliveries; its waiting jobs find nothing to do. Raises not_found.';
