create function private.connection_with_secret(p_connection_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'id', k.id, 'owner_id', k.owner_id, 'provider', k.provider, 'account_email', k.account_email,
      'account_key', s.account_key, 'secret', s.sealed, 'secret_version', s.version,
      'owner_addresses', (
        select coalesce(jsonb_agg(distinct lower(a.address)) filter (where a.address like '%@%'), '[]')
        from (
          select u.email::text as address from auth.users as u where u.id = k.owner_id
          union all
          select o.account_email
          from public.calendar_connections as o
          where o.owner_id = k.owner_id and o.status <> 'disconnected'
        ) as a
      )
    )
    from public.calendar_connections as k
    join private.connection_secrets as s on s.connection_id = k.id and s.sealed is not null
    where k.id = p_connection_id and k.status <> 'disconnected'
  );
end;
$$;
comment on function private.connection_with_secret(uuid) is
  'A connection with its sealed secret and what that is bound to, for the service to unseal, secret_version (private.is_outdated), and owner_addresses: the sign-in address of the owner '
  'and the addresses of all their connections, lower case, sorted. They identify the owner''s own responses to invitations. Null if the connection '
  'is gone or disconnected.';
