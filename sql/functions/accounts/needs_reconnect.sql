create function private.needs_reconnect(p_connection_id uuid)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  if not exists (select from public.calendar_connections as k where k.id = p_connection_id and k.status = 'needs_reconnect') then
    return false;
  end if;
  -- Whoever finds it alive meanwhile has queued what was waiting by then; what comes later must not be dropped: wait, and look again.
  perform from public.calendar_connections as k where k.id = p_connection_id and k.status = 'needs_reconnect' for share;
  return found;
end;
$$;
comment on function private.needs_reconnect(uuid) is
  'Whether the account no longer lets us in: nothing is asked of it but a rare sync. Locks the row of the connection if so; to be asked before '
  'rows of events are locked.';
