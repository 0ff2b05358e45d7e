create function public.request_relist(calendar_id uuid, reason text)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not schedule the reading of lists otherwise
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
    -- It was read since, so this is another failure of the same kind.
    or (excluded.relist_reason in ('gone', 'forbidden') and s.relist_asked_at < v_last_synced_at);
  if not found then
    return jsonb_build_object('requested', false);
  end if;

  -- However many calendars ask, the list is read once in ten seconds at most.
  update private.connection_sync as s
  set relist_at = least(s.relist_at, greatest(now(), s.listed_at + interval '10 seconds'))
  where s.connection_id = v_connection_id
  returning s.* into v_sync;
  -- An account that backs off after a failure is asked when the backoff ends.
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
  'A response about a calendar shows that the list of its account has changed: has the list read again in the lane of the account: {requested}. '
  'reason: ''gone'', ''forbidden'', ''not_writable'', or what the response said. The same reason counts once an hour for a calendar, a failure '
  'only once.';
