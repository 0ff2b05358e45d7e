create function public.update_webhook_endpoint(
  endpoint_id uuid, owner_id uuid, url text default null, events text[] default null, is_active boolean default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
begin
  perform private.find_webhook_endpoint(update_webhook_endpoint.endpoint_id, update_webhook_endpoint.owner_id);
  update public.webhook_endpoints as e
  set url = coalesce(update_webhook_endpoint.url, e.url), events = coalesce(update_webhook_endpoint.events, e.events),
    is_active = coalesce(update_webhook_endpoint.is_active, e.is_active)
  where e.id = update_webhook_endpoint.endpoint_id;
  return jsonb_build_object('webhook_endpoint', private.webhook_endpoint_json(update_webhook_endpoint.endpoint_id));
end;
$$;
comment on function public.update_webhook_endpoint(uuid, uuid, text, text[], boolean) is
  'Changes what is not null. Raises not_found, invalid_request.';
