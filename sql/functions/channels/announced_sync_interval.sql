create function private.announced_sync_interval(p_connection_id uuid)
returns interval
language plpgsql
stable
set search_path = ''
as $$
begin
  return interval '340 milliseconds' * greatest(
    (select count(*) from private.connections_of_account(p_connection_id, p_is_connected => true)), 1
  );
end;
$$;
comment on function private.announced_sync_interval(uuid) is
  'The least time between the beginnings of two announced syncs of a connection: at most three in a second for its account, which it shares with '
  'the other connections of the account.';
