create function private.enqueue_announced_sync(p_connection_id uuid, p_run_at timestamptz default null)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_account private.connection_sync;
  v_run_at timestamptz;
begin
  if exists (select from public.calendar_connections as k where k.id = p_connection_id and k.status = 'needs_reconnect') then
    perform private.want_pulls(p_connection_id, p_is_watched_only => true);
    return;
  end if;
  select s.* into v_account from private.connection_sync as s where s.connection_id = p_connection_id;
  v_run_at := greatest(
    now(), p_run_at, v_account.announced_sync_at + private.announced_sync_interval(), v_account.blocked_until,
    -- As pulls that a notice causes (private.enqueue_pull): a provider that calls may have recovered.
    case
      when v_account.backoff_until > now() and v_account.failure_code = 'rate_limited' then v_account.backoff_until
      when v_account.backoff_until > now() then least(v_account.backoff_until, v_account.announced_sync_at + interval '10 seconds')
    end
  );
  -- One that a worker takes at this moment has not asked the provider yet.
  if exists (
    select from graphile_worker.jobs as j
    where j.key = 'announced:' || p_connection_id and j.locked_at is null and j.attempts = 0 and j.run_at <= v_run_at
  ) then
    return;
  end if;
  perform private.enqueue(
    'sync_account', jsonb_build_object('connection_id', p_connection_id, 'is_announced', true),
    p_key => 'announced:' || p_connection_id, p_queue => 'connection:' || p_connection_id, p_max_attempts => 3, p_priority => -5,
    p_run_at => v_run_at
  );
end;
$$;
comment on function private.enqueue_announced_sync(uuid, timestamptz) is
  'Queues an announced sync of an account in its lane, now or at p_run_at: it pulls all its calendars that take somebody''s time or get bookings. '
  'For notices that name no calendar. Never before the provider permits it (private.blocked_until), and they begin at least '
  'private.announced_sync_interval() apart. A waiting one is not doubled, only brought forward; a running one is followed by another. If the account needs '
  'a reconnect, its calendars are pulled when that is over.';
