create function public.replace_webhook_secret(endpoint_id uuid, expected_sealed text, sealed text)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change secrets otherwise
set search_path = ''
as $$
begin
  update private.webhook_state as s
  set sealed = case when s.sealed = replace_webhook_secret.expected_sealed then replace_webhook_secret.sealed else s.sealed end,
    previous_sealed = case
      when s.previous_sealed = replace_webhook_secret.expected_sealed then replace_webhook_secret.sealed else s.previous_sealed
    end
  where s.endpoint_id = replace_webhook_secret.endpoint_id
    and replace_webhook_secret.expected_sealed in (s.sealed, s.previous_sealed);
  return jsonb_build_object('replaced', found);
end;
$$;
comment on function public.replace_webhook_secret(uuid, text, text) is
  'Replaces a secret of an endpoint, the newest or the one before, by the same one sealed with another key: {replaced}; false if it was rotated or '
  'erased meanwhile.';
