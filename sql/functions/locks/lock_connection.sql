create function private.lock_connection(p_connection_id uuid, p_owner_id uuid, p_is_leaving boolean default false)
returns public.calendar_connections
language plpgsql
set search_path = ''
as $$
declare
  v_connection public.calendar_connections;
  v_ids uuid[];
begin
  perform private.lock_owner_hosts(p_owner_id);
  select array_agg(a.id) into v_ids
  from public.calendar_connections as k
  cross join lateral private.connections_of_account(k.id) as a (id)
  where k.id = p_connection_id and k.owner_id = p_owner_id and (p_is_leaving or a.id = k.id);
  -- Pulls lock a calendar before its connection; the same order here.
  perform from public.calendars as c where c.connection_id = any (v_ids) order by c.id for no key update;
  select k.* into v_connection
  from public.calendar_connections as k
  where k.id = p_connection_id and k.owner_id = p_owner_id
  for no key update;
  return v_connection;
end;
$$;
comment on function private.lock_connection(uuid, uuid, boolean) is
  'Locks the hosts of an owner (bookings wait), the calendars of a connection and the connection; all null if it is not theirs. '
  'p_connection_id null locks the hosts only. p_is_leaving: it may end, which concerns the channels of its account, so the calendars of all '
  'connections of the account are locked (private.lock_watched).';
