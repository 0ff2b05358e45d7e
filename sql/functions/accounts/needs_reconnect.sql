create function private.needs_reconnect(p_connection_id uuid)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  if not exists (select from public.calendar_connections as k where k.id = p_connection_id and k.status = 'needs_reconnect') then
    return false;
  end if;
  -- Whoever finds it working meanwhile has queued what waited by then. Later work must not be lost, so wait and check again.
  perform from public.calendar_connections as k where k.id = p_connection_id and k.status = 'needs_reconnect' for share;
  return found;
end;
$$;
comment on function private.needs_reconnect(uuid) is
  'Whether the account no longer lets us in: nothing but a rare sync asks it. If so, locks the row of the connection. Call it before locking rows '
  'of events.';
