create function public.begin_revoke(connection_id uuid)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this; it hands sealed credentials to the service
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'connection', jsonb_build_object(
        'id', k.id, 'owner_id', k.owner_id, 'provider', k.provider, 'account_email', k.account_email,
        'account_key', s.account_key, 'secret', s.sealed, 'secret_version', s.version
      ),
      'channels', coalesce((
        select jsonb_agg(jsonb_build_object('id', h.id, 'resource_id', h.resource_id) order by h.id)
        from private.channels as h where h.connection_id = k.id
      ), '[]'),
      'may_retry', s.revoking_since > now() - interval '1 hour',
      'is_shared', exists (
        select from private.connection_secrets as t
        join public.calendar_connections as o on o.id = t.connection_id
        where o.provider = k.provider and t.account_key = s.account_key and o.id <> k.id and t.sealed is not null
          and (t.revoking_since is null or private.has_to_wait(o, t))
      )
    )
    from public.calendar_connections as k
    join private.connection_secrets as s on s.connection_id = k.id and s.sealed is not null
    where k.id = begin_revoke.connection_id and s.revoking_since is not null and not private.has_to_wait(k, s)
  );
end;
$$;
comment on function public.begin_revoke(uuid) is
  'What the service needs to revoke a connection: {connection (with its sealed secret), channels: [{id, resource_id}], is_shared: somebody else '
  'has connected the same account, so its consent must stay, may_retry: the disconnect is less than an hour old, so that what fails may be tried '
  'again}. Null if there is nothing to revoke: the connection is not (or no longer) being revoked, or must still wait (private.has_to_wait).';
