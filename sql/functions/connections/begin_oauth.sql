create function public.begin_oauth(
  attempt_id uuid, owner_id uuid, host_id uuid, provider text, sealed_verifier text, is_repeat boolean default false,
  connection_id uuid default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
declare
  v_wanted record;
begin
  perform public.require_host(begin_oauth.owner_id, begin_oauth.host_id);
  select k.id, k.account_email, s.consent_claims, s.asks_consent, k.status = 'needs_reconnect' as is_refused into v_wanted
  from public.calendar_connections as k
  join private.connection_secrets as s on s.connection_id = k.id
  left join private.connection_sync as y on y.connection_id = k.id
  where k.owner_id = begin_oauth.owner_id and k.provider = begin_oauth.provider and case
    when begin_oauth.connection_id is not null then k.id = begin_oauth.connection_id
    else k.status = 'needs_reconnect' and (s.consent_claims is not null or s.asks_consent)
  end
  order by y.refused_at desc nulls last, k.id
  limit 1;
  if v_wanted.id is null and begin_oauth.connection_id is not null then
    perform private.fail('not_found', 'You have no such calendar connection.', 'Check the id of the connection.');
  end if;
  insert into private.oauth_attempts (id, owner_id, host_id, provider, sealed_verifier, is_repeat, expires_at)
  values (
    begin_oauth.attempt_id, begin_oauth.owner_id, begin_oauth.host_id, begin_oauth.provider, begin_oauth.sealed_verifier, begin_oauth.is_repeat,
    now() + interval '10 minutes'
  );
  return jsonb_build_object(
    'claims', case when v_wanted.is_refused then v_wanted.consent_claims end,
    'asks_consent', coalesce(v_wanted.is_refused and v_wanted.asks_consent, false),
    'login_hint', case when begin_oauth.connection_id is not null then v_wanted.account_email end
  );
end;
$$;
comment on function public.begin_oauth(uuid, uuid, uuid, text, text, boolean, uuid) is
  'Records that an owner is sent to a provider to give consent, for which they have 10 minutes: {claims, asks_consent, login_hint}: what the '
  'provider wants proven, whether it has to ask for permission again, and the address of the account that is connected again (connection_id). If '
  'none is named, the first two are those of the account that the provider refused last, if it wanted any. Raises not_found (no such host or '
  'connection of this owner).';
