create function private.record_failure(
  p_connection_id uuid, p_code text, p_message text, p_needs_reconnect boolean, p_is_account_wide boolean, p_is_doubtful boolean,
  p_retry_after_ms bigint, p_claims text default null, p_asks_consent boolean default false
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_sync private.connection_sync;
  v_is_lost boolean;
  v_next timestamptz;
  v_jobs bigint[];
  v_calendars uuid[];
begin
  if p_is_account_wide then
    -- Whoever waits for a pull of any of its calendars stops waiting.
    perform from private.calendar_sync as s
    where s.calendar_id in (select c.id from public.calendars as c where c.connection_id = p_connection_id)
    order by s.calendar_id for update;
    update private.calendar_sync as s set failed_at = clock_timestamp()
    where s.calendar_id in (select c.id from public.calendars as c where c.connection_id = p_connection_id);
  end if;
  perform private.block_account(p_connection_id, p_retry_after_ms);
  insert into private.connection_sync as s (connection_id, failures, failure_code, refused_at)
  values (p_connection_id, p_is_account_wide::integer, case when p_is_account_wide then p_code end, case when p_needs_reconnect then now() end)
  on conflict on constraint connection_sync_pkey do update set
    failures = s.failures + p_is_account_wide::integer, failure_code = coalesce(excluded.failure_code, s.failure_code),
    refused_at = case when p_needs_reconnect then coalesce(s.refused_at, now()) end
  returning * into v_sync;

  v_is_lost := p_needs_reconnect and (not p_is_doubtful or v_sync.refused_at <= now() - interval '60 seconds');
  if v_is_lost and exists (
    select from public.calendar_connections as k where k.id = p_connection_id and k.status not in ('needs_reconnect', 'disconnected')
  ) then
    perform private.notify_owner('connection_needs_reconnect', p_connection_id => p_connection_id);
  end if;
  update private.connection_secrets as s
  set consent_claims = coalesce(p_claims, s.consent_claims), asks_consent = s.asks_consent or p_asks_consent
  where s.connection_id = p_connection_id and p_needs_reconnect and (p_claims is not null or p_asks_consent);
  update public.calendar_connections as k
  set last_error = left(p_message, 1000), status = case
    when v_is_lost then 'needs_reconnect'
    -- No calendar was read for longer than the most tolerant of the hosts that they block allows (none: two hours, because calendars that take
    -- nobody's time are pulled once an hour). Rule 9 treats them as stale by then, so this changes no slot.
    when k.status = 'active' and greatest(
      k.created_at, (select max(c.last_synced_at) from public.calendars as c where c.connection_id = k.id)
    ) < now() - make_interval(mins => coalesce((
      select max(h.stale_after_minutes)
      from public.calendars as c
      join public.calendar_links as l on l.calendar_id = c.id and l.blocks_availability
      join public.hosts as h on h.id = l.host_id
      where c.connection_id = k.id
    ), 120)) then 'error'
    else k.status
  end
  where k.id = p_connection_id and k.status <> 'disconnected';

  if p_is_account_wide then
    v_next := greatest(v_sync.blocked_until, now() + case
      -- Also when the rare sync got no response: an account that does not let us in is not asked more often because of that.
      when v_is_lost or exists (
        select from public.calendar_connections as k where k.id = p_connection_id and k.status = 'needs_reconnect'
      ) then private.jittered(6 * 3600)
      when p_needs_reconnect then private.jittered(80)
      else private.backoff(v_sync.failures)
    end);
    update private.connection_sync as s set next_poll_at = v_next, backoff_until = v_next where s.connection_id = p_connection_id;
    -- Pulls that wait in its lane would fail the same way, one after the other: the next sync makes them.
    select array_agg(j.id) into v_jobs
    from graphile_worker.jobs as j where j.key = 'announced:' || p_connection_id and j.locked_at is null;
    if v_jobs is not null then
      perform private.want_pulls(p_connection_id, p_is_watched_only => true);
      perform graphile_worker.complete_jobs(v_jobs);
    end if;
    select array_agg(j.id), array_agg(c.id) into v_jobs, v_calendars
    from public.calendars as c
    join graphile_worker.jobs as j on j.key = 'pull:' || c.id and j.locked_at is null
    where c.connection_id = p_connection_id;
    if v_jobs is not null then
      update private.calendar_sync as s set wanted_at = clock_timestamp() where s.calendar_id = any (v_calendars);
      perform graphile_worker.complete_jobs(v_jobs);
    end if;
    perform private.enqueue_sync(p_connection_id, p_run_at => v_next);
  end if;
end;
$$;
comment on function private.record_failure(uuid, text, text, boolean, boolean, boolean, bigint, text, boolean) is
  'Records a failure. If it concerns the whole account: the account backs off, longer each time (private.backoff), other accounts go on, and pulls '
  'that wait in its lane become part of the next sync. Whatever failed: as long as its provider asked, nothing at all asks the account '
  '(private.block_account). Refused credentials need a reconnect: at once if that is certain, else when they are still refused a minute later; the '
  'owner is notified once, and a rare sync checks whether the problem has gone. p_claims, p_asks_consent: what the next consent has to carry '
  '(public.begin_oauth).';
