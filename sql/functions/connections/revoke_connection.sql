create function private.revoke_connection(p_connection_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update public.calendar_connections as k set status = 'disconnected', last_error = null where k.id = p_connection_id;
  update private.connection_secrets as s set revoking_since = now() where s.connection_id = p_connection_id;
  update public.calendars as c set push_expires_at = null where c.connection_id = p_connection_id and c.push_expires_at is not null;
  update private.connection_sync as s set next_poll_at = 'infinity' where s.connection_id = p_connection_id;
  perform private.remove_jobs('connection:' || p_connection_id);
  perform private.enqueue_finish_disconnect(p_connection_id);
end;
$$;
comment on function private.revoke_connection(uuid) is
  'Disconnects a connection whose provider must still be notified: only the job that closes its channels, withdraws the consent and erases the '
  'secret still uses it. The caller holds the locks (private.lock_connection).';
