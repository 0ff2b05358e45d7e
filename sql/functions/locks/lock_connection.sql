create function private.lock_connection(p_connection_id uuid, p_owner_id uuid)
returns public.calendar_connections
language plpgsql
set search_path = ''
as $$
declare
  v_connection public.calendar_connections;
begin
  perform private.lock_owner_hosts(p_owner_id);
  -- Pulls lock a calendar before its connection; the same order here.
  perform from public.calendars as c
  where c.connection_id = p_connection_id and c.owner_id = p_owner_id
  order by c.id for no key update;
  select k.* into v_connection
  from public.calendar_connections as k
  where k.id = p_connection_id and k.owner_id = p_owner_id
  for no key update;
  return v_connection;
end;
$$;
comment on function private.lock_connection(uuid, uuid) is
  'Locks the hosts of an owner (bookings wait), the calendars of a connection and the connection; all null if it is not theirs. '
  'p_connection_id null locks the hosts only.';
