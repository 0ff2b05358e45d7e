create function private.note_failure(
  p_connection_id uuid, p_message text, p_needs_reconnect boolean, p_is_account_wide boolean, p_is_doubtful boolean,
  p_retry_after_ms bigint
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_sync private.connection_sync;
  v_is_lost boolean;
  v_next timestamptz;
begin
  insert into private.connection_sync as s (connection_id, failures, refused_at)
  values (p_connection_id, p_is_account_wide::integer, case when p_needs_reconnect then now() end)
  on conflict on constraint connection_sync_pkey do update set
    failures = s.failures + p_is_account_wide::integer,
    refused_at = case when p_needs_reconnect then coalesce(s.refused_at, now()) end
  returning * into v_sync;

  v_is_lost := p_needs_reconnect and (not p_is_doubtful or v_sync.refused_at <= now() - interval '60 seconds');
  if v_is_lost and exists (
    select from public.calendar_connections as k where k.id = p_connection_id and k.status not in ('needs_reconnect', 'disconnected')
  ) then
    perform private.notify_owner('connection_needs_reconnect', p_connection_id => p_connection_id);
  end if;
  update public.calendar_connections as k
  set last_error = left(p_message, 1000), status = case
    when v_is_lost then 'needs_reconnect'
    when k.status = 'active' and p_is_account_wide and private.is_long_unread(k) then 'error'
    else k.status
  end
  where k.id = p_connection_id and k.status <> 'disconnected';

  if p_is_account_wide then
    v_next := now() + case
      when v_is_lost then private.jittered(6 * 3600)
      when p_needs_reconnect then private.jittered(80)
      -- Calendars that can be read shall not grow stale because of one that can't: a look a minute, or more.
      when exists (
        select from public.calendars as c
        where c.connection_id = p_connection_id and c.sync_status = 'synced' and c.last_synced_at > now() - interval '5 minutes'
      ) then private.backoff(least(v_sync.failures, 5), p_retry_after_ms)
      else private.backoff(v_sync.failures, p_retry_after_ms)
    end;
    update private.connection_sync as s set next_poll_at = v_next where s.connection_id = p_connection_id;
    perform private.enqueue_poll(p_connection_id, p_run_at => v_next);
  end if;
end;
$$;
comment on function private.note_failure(uuid, text, boolean, boolean, boolean, bigint) is
  'After a failure. Of the whole account: it is left alone for longer each time (private.backoff; up to 48 s where others of its calendars '
  'were read in the last 5 minutes), other accounts go on. Refused credentials need a reconnect: at once if that is certain, else when they '
  'are refused a minute later still; its owner is told once, and once in a while it is looked whether that mended itself.';
