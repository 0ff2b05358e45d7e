create function public.rotate_webhook_secret(endpoint_id uuid, owner_id uuid, sealed_secret text)
returns jsonb
language plpgsql
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
begin
  perform private.find_webhook_endpoint(rotate_webhook_secret.endpoint_id, rotate_webhook_secret.owner_id);
  update private.webhook_state as s
  set sealed = rotate_webhook_secret.sealed_secret, previous_sealed = s.sealed,
    previous_until = case when s.sealed is not null then now() + interval '24 hours' end
  where s.endpoint_id = rotate_webhook_secret.endpoint_id;
  return jsonb_build_object('webhook_endpoint', private.webhook_endpoint_json(rotate_webhook_secret.endpoint_id));
end;
$$;
comment on function public.rotate_webhook_secret(uuid, uuid, text) is
  'Gives an endpoint a new sealed secret. The one before signs as well for 24 hours; one from before that ends at once. Raises not_found.';
