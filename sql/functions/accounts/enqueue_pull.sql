create function private.enqueue_pull(
  p_calendar_id uuid, p_connection_id uuid, p_is_announced boolean default false, p_run_at timestamptz default null,
  p_tries integer default null
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_sync private.calendar_sync;
  v_account private.connection_sync;
  v_backoff_until timestamptz;
  v_run_at timestamptz := p_run_at;
begin
  if exists (select from public.calendar_connections as k where k.id = p_connection_id and k.status = 'needs_reconnect') then
    update private.calendar_sync as s set wanted_at = clock_timestamp() where s.calendar_id = p_calendar_id;
    return;
  end if;
  if p_is_announced then
    select s.* into v_sync from private.calendar_sync as s where s.calendar_id = p_calendar_id;
    select s.* into v_account from private.connection_sync as s where s.connection_id = p_connection_id;
    v_backoff_until := greatest(v_sync.retry_at, v_account.backoff_until);
    v_run_at := greatest(
      now(),
      -- A provider calls once for each of a hundred changes: those within a second of the last pull are gathered.
      v_sync.last_attempt_at + interval '1 second',
      -- Notices wait for a backoff, too; but a provider that calls may have recovered, most of all a server that was down.
      case
        when v_account.backoff_until > now() and v_account.failure_code = 'rate_limited' then v_backoff_until
        when v_account.backoff_until > now() then least(v_backoff_until, v_sync.last_attempt_at + interval '10 seconds')
        when v_backoff_until > now() then least(v_backoff_until, v_sync.last_attempt_at + interval '60 seconds')
      end
    );
  end if;
  v_run_at := greatest(v_run_at, private.blocked_until(p_connection_id));
  -- Queueing a job again costs thirty times as much as seeing that it waits, and providers call in bursts. A job that a worker takes at this moment
  -- has not asked the provider yet, so it finds the announced change.
  if p_is_announced and exists (
    select from graphile_worker.jobs as j
    where j.key = 'pull:' || p_calendar_id and j.locked_at is null and j.attempts = 0 and j.priority <= -6 and j.run_at <= v_run_at
  ) then
    return;
  end if;
  perform private.enqueue(
    'pull', jsonb_strip_nulls(jsonb_build_object('calendar_id', p_calendar_id, 'tries', p_tries)),
    p_key => 'pull:' || p_calendar_id, p_queue => 'connection:' || p_connection_id, p_max_attempts => 3,
    -- After pulls that a visitor waits for, before everything that nobody asked for.
    p_priority => case when p_is_announced then -6 end,
    p_run_at => v_run_at,
    p_key_mode => case when p_is_announced and not private.has_later_job('pull:' || p_calendar_id, v_run_at) then 'preserve_run_at' end
  );
end;
$$;
comment on function private.enqueue_pull(uuid, uuid, boolean, timestamptz, integer) is
  'Queues the pull of a calendar in the lane of its connection, now or at p_run_at, but never before the provider permits it '
  '(private.blocked_until). A waiting pull is not doubled; a running one is followed by another. p_is_announced: the provider said that something '
  'changed. A calendar that backs off after a failure is then pulled when the backoff ends or a minute after its last attempt, whichever is '
  'sooner, or 10 s after it if the whole account failed, unless the failure was a limit. p_tries: if the pull finds nothing, it is repeated '
  '(public.pull_again); so many attempts were made before. If the account needs a reconnect, the calendar is pulled when that is over.';
