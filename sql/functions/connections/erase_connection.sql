create function private.erase_connection(p_connection_id uuid, p_is_revoked boolean default true)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.hand_over_channels(p_connection_id, p_is_leaving => true);
  update public.calendar_connections as k set status = 'disconnected', last_error = null where k.id = p_connection_id;
  update public.calendars as c set push_expires_at = null where c.connection_id = p_connection_id and c.push_expires_at is not null;
  update private.connection_sync as s set next_poll_at = 'infinity' where s.connection_id = p_connection_id;
  perform private.remove_jobs('connection:' || p_connection_id);
  if not p_is_revoked then
    update private.connection_secrets as s set revoking_since = now() where s.connection_id = p_connection_id;
    perform private.enqueue_finish_disconnect(p_connection_id);
    return;
  end if;
  update private.connection_secrets as s
  set sealed = null, updated_at = now(), is_pruned = false, revoking_since = null, consent_claims = null, asks_consent = false
  where s.connection_id = p_connection_id;
  delete from private.channels as h where h.connection_id = p_connection_id;
  delete from private.noticed_events as e where e.connection_id = p_connection_id;
  -- Other calendars may have shown them before.
  perform private.enqueue_planning(array(
    select p.booking_id
    from public.calendars as c
    join public.booking_calendar_events as p on p.calendar_id = c.id
    join public.bookings as b on b.id = p.booking_id and b.ends_at > now()
    where c.connection_id = p_connection_id and exists (
      select from public.synced_events as e where e.booking_id = p.booking_id and e.calendar_id <> p.calendar_id
    )
  ));
end;
$$;
comment on function private.erase_connection(uuid, boolean) is
  'Ends a connection: erases its secret, removes its jobs and deletes its channels, whose notices no longer count. Calendars, links, events and '
  'logs stay as history; the account key stays so that a reconnect is recognised. The channel of an account is handed over if another connection '
  'needs it (private.hand_over_channels). Not p_is_revoked: its provider must still be notified, so secret and channels stay for the job that '
  'closes the channels, withdraws the consent and erases the rest. The caller holds the locks (private.lock_connection, p_is_leaving).';
