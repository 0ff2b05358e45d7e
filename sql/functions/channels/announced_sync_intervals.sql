create function private.announced_sync_intervals(p_connection_ids uuid[])
returns table (connection_id uuid, gap interval)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select i.id, interval '340 milliseconds' * greatest((
    select count(*) from private.account_connections as a where a.connection_id = i.id and a.is_connected
  ), 1)
  from unnest(p_connection_ids) as i (id);
end;
$$;
comment on function private.announced_sync_intervals(uuid[]) is
  'The least time between the beginnings of two announced syncs, for each of these connections: at most three in a second for its account, which it '
  'shares with the other connections of the account.';
