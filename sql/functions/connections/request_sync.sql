create function public.request_sync(connection_id uuid, owner_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
declare
  v_status text;
  v_sync private.connection_sync;
begin
  select k.status into v_status
  from public.calendar_connections as k
  where k.id = request_sync.connection_id and k.owner_id = request_sync.owner_id;
  if v_status is null then
    perform private.fail('not_found', 'You have no such calendar connection.', 'Check the id of the connection.');
  elsif v_status = 'disconnected' then
    perform private.fail('invalid_state', 'The calendar is disconnected.', 'Connect the account again.');
  end if;
  -- Also the list, and what was refused: its owner may have just fixed it.
  update private.connection_sync as s set relist_at = least(s.relist_at, now()) where s.connection_id = request_sync.connection_id;
  update private.calendar_sync as s set write_refused_at = null, relist_reason = null
  from public.calendars as c
  where c.id = s.calendar_id and c.connection_id = request_sync.connection_id
    and (s.write_refused_at is not null or s.relist_reason is not null);
  perform private.enqueue_sync(request_sync.connection_id, true);
  select s.* into v_sync from private.connection_sync as s where s.connection_id = request_sync.connection_id;
  return case
    when v_status = 'needs_reconnect' then jsonb_build_object(
      'queued', false, 'reason', 'needs_reconnect', 'not_before', private.iso_instant(v_sync.next_poll_at)
    )
    when v_sync.blocked_until > now() then jsonb_build_object(
      'queued', true, 'reason', 'rate_limited', 'not_before', private.iso_instant(v_sync.blocked_until)
    )
    else jsonb_build_object('queued', true)
  end;
end;
$$;
comment on function public.request_sync(uuid, uuid) is
  'Somebody waits for fresh calendars: queues one sync of the account and its list of calendars, before all others: {queued: true}. If it must '
  'wait, reason and not_before say why: as long as the provider asked (rate_limited), or, not queued, for the rare sync of an account that only a '
  'reconnect can fix (needs_reconnect). Raises not_found, invalid_state (disconnected).';
