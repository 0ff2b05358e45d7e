create function public.account_secret(owner_id uuid, provider text, account_key text)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this; it hands sealed credentials to the service
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('connection_id', k.id, 'status', k.status, 'sealed', s.sealed)
    from public.calendar_connections as k
    join private.connection_secrets as s on s.connection_id = k.id and s.sealed is not null
    -- A disconnected account is about to be revoked at the provider.
    where k.status <> 'disconnected' and k.owner_id = account_secret.owner_id and k.provider = account_secret.provider
      and s.account_key = account_secret.account_key
  );
end;
$$;
comment on function public.account_secret(uuid, text, text) is
  'The stored sealed credentials of an account: {connection_id, status, sealed}; null if it is not connected or was revoked.';
