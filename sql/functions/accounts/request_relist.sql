create function public.request_relist(calendar_id uuid, reason text)
returns jsonb
language plpgsql
security definer -- service_role may call this, and plan readings of lists in no other way
set search_path = ''
as $$
declare
  v_connection_id uuid;
  v_last_synced_at timestamptz;
  v_sync private.connection_sync;
begin
  select c.connection_id, c.last_synced_at into v_connection_id, v_last_synced_at
  from public.calendars as c where c.id = request_relist.calendar_id;
  if v_connection_id is null then
    return jsonb_build_object('requested', false);
  end if;
  insert into private.calendar_sync as s (calendar_id, relist_reason, relist_asked_at)
  values (request_relist.calendar_id, request_relist.reason, now())
  on conflict on constraint calendar_sync_pkey do update
  set relist_reason = excluded.relist_reason, relist_asked_at = excluded.relist_asked_at
  where s.relist_reason is distinct from excluded.relist_reason or s.relist_asked_at < now() - interval '1 hour'
    -- It could be read since: another failure of the same kind.
    or (excluded.relist_reason in ('gone', 'forbidden') and s.relist_asked_at < v_last_synced_at);
  if not found then
    return jsonb_build_object('requested', false);
  end if;

  -- However many calendars ask, the list is read every ten seconds at most.
  update private.connection_sync as s
  set relist_at = least(s.relist_at, greatest(now(), s.listed_at + interval '10 seconds'))
  where s.connection_id = v_connection_id
  returning s.* into v_sync;
  -- An account that is left alone after a failure is asked when it is asked again.
  if v_sync.failures = 0 then
    update private.connection_sync as s set next_poll_at = least(s.next_poll_at, s.relist_at) where s.connection_id = v_connection_id;
    if v_sync.relist_at <= now() then
      perform private.enqueue_sync(v_connection_id);
    end if;
  end if;
  return jsonb_build_object('requested', true);
end;
$$;
comment on function public.request_relist(uuid, text) is
  'An answer about a calendar says that the list of its account is no longer as it was read: has it read anew in the lane of the account: '
  '{requested}. reason: ''gone'', ''forbidden'', ''not_writable'', or what was told; the same one of a calendar counts once an hour, a failure '
  'once.';
