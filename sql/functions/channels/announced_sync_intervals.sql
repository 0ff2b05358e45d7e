create function private.announced_sync_intervals(p_connection_ids uuid[])
returns table (connection_id uuid, gap interval)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  -- As private.connections_of_account (connected ones), which would be called for each.
  select i.id, interval '340 milliseconds' * greatest((
    select count(*)
    from private.connection_secrets as s
    join public.calendar_connections as k on k.id = s.connection_id
    join private.connection_secrets as t on t.account_key = s.account_key and t.sealed is not null and t.revoking_since is null
    join public.calendar_connections as o on o.id = t.connection_id and o.provider = k.provider and o.status <> 'disconnected'
    where s.connection_id = i.id
  ), 1)
  from unnest(p_connection_ids) as i (id);
end;
$$;
comment on function private.announced_sync_intervals(uuid[]) is
  'The least time between the beginnings of two announced syncs, for each of these connections: at most three in a second for its account, which it '
  'shares with the other connections of the account.';
