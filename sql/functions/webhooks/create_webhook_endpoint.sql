create function public.create_webhook_endpoint(endpoint_id uuid, owner_id uuid, url text, events text[], sealed_secret text)
returns jsonb
language plpgsql
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
begin
  insert into public.webhook_endpoints (id, owner_id, url, events)
  values (
    create_webhook_endpoint.endpoint_id, create_webhook_endpoint.owner_id, create_webhook_endpoint.url, create_webhook_endpoint.events
  );
  update private.webhook_state as s set sealed = create_webhook_endpoint.sealed_secret
  where s.endpoint_id = create_webhook_endpoint.endpoint_id;
  return jsonb_build_object('webhook_endpoint', private.webhook_endpoint_json(create_webhook_endpoint.endpoint_id));
end;
$$;
comment on function public.create_webhook_endpoint(uuid, uuid, text, text[], text) is
  'Adds an endpoint with its sealed secret, which is bound to the id that the service chose. Raises invalid_request, '
  'invalid_state (there are 20 of this owner).';
