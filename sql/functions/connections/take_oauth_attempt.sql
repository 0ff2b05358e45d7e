create function public.take_oauth_attempt(attempt_id uuid, owner_id uuid, provider text)
returns jsonb
language plpgsql
security definer -- service_role may call this; it hands the sealed verifier to the service
set search_path = ''
as $$
declare
  v_attempt private.oauth_attempts;
begin
  delete from private.oauth_attempts as a
  where a.id = take_oauth_attempt.attempt_id and a.owner_id = take_oauth_attempt.owner_id and a.provider = take_oauth_attempt.provider
    and a.expires_at > now()
  returning a.* into v_attempt;
  if v_attempt.id is null then
    return null;
  end if;
  return jsonb_build_object(
    'host_id', v_attempt.host_id, 'sealed_verifier', v_attempt.sealed_verifier, 'is_repeat', v_attempt.is_repeat
  );
end;
$$;
comment on function public.take_oauth_attempt(uuid, uuid, text) is
  'An owner came back from the provider: {host_id, sealed_verifier, is_repeat}, for the first caller only; null if the attempt is over, already '
  'taken or another owner''s.';
