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
  select a.other_id from private.account_connections as a where a.connection_id = p_connection_id and (a.is_connected or not p_is_connected);
end;
$$;
comment on function private.connections_of_account(uuid, boolean) is
  'The connections of the account of a connection, itself among them, even if its secret is erased (private.account_connections). p_is_connected: '
  'without those that are disconnected or about to be.';
