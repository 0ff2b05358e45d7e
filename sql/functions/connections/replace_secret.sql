create function public.replace_secret(connection_id uuid, expected_sealed text, sealed text)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change secrets otherwise
set search_path = ''
as $$
begin
  update private.connection_secrets as s
  set sealed = replace_secret.sealed, updated_at = now()
  where s.connection_id = replace_secret.connection_id and s.sealed = replace_secret.expected_sealed;
  return jsonb_build_object('replaced', found);
end;
$$;
comment on function public.replace_secret(uuid, text, text) is
  'Replaces expected_sealed by newly sealed credentials: {replaced}; false if they were changed or erased meanwhile.';
