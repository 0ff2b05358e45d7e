create function public.begin_oauth(
  attempt_id uuid, owner_id uuid, host_id uuid, provider text, sealed_verifier text, is_repeat boolean default false
)
returns jsonb
language plpgsql
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
begin
  perform public.require_host(begin_oauth.owner_id, begin_oauth.host_id);
  insert into private.oauth_attempts (id, owner_id, host_id, provider, sealed_verifier, is_repeat, expires_at)
  values (
    begin_oauth.attempt_id, begin_oauth.owner_id, begin_oauth.host_id, begin_oauth.provider, begin_oauth.sealed_verifier, begin_oauth.is_repeat,
    now() + interval '10 minutes'
  );
  return null;
end;
$$;
comment on function public.begin_oauth(uuid, uuid, uuid, text, text, boolean) is
  'Records that an owner is sent to a provider to give consent, for which they have 10 minutes. Raises not_found (no such host of this owner).';
