create function private.connections_of_account(p_connection_id uuid, p_is_connected boolean default false)
returns setof uuid
language plpgsql
stable
rows 2
set search_path = ''
as $$
begin
  return query
  select p_connection_id where not p_is_connected
  union
  select o.id
  from private.connection_secrets as s
  join public.calendar_connections as k on k.id = s.connection_id
  join private.connection_secrets as t on t.account_key = s.account_key
  join public.calendar_connections as o on o.id = t.connection_id and o.provider = k.provider
  where s.connection_id = p_connection_id
    and (not p_is_connected or (o.status <> 'disconnected' and t.sealed is not null and t.revoking_since is null));
end;
$$;
comment on function private.connections_of_account(uuid, boolean) is
  'The connections of the account of a connection, itself among them: several owners may have connected it, and it has one account key for all. '
  'p_is_connected: without those that are disconnected or about to be. For the work of the service; no owner may learn of the others.';
