create function private.enqueue_announced_syncs(p_connection_ids uuid[], p_run_at timestamptz default null)
returns void
language plpgsql
security definer -- the roles of the API have no rights on the queue
set search_path = private, pg_catalog -- so that graphile-worker's functions find private.pg_notify first
as $$
declare
  v_ids constant uuid[] := array(
    select k.id from public.calendar_connections as k where k.id = any (p_connection_ids) and k.status <> 'needs_reconnect' order by k.id
  );
  v_runs_at timestamptz[];
  v_due uuid[];
begin
  perform private.want_pulls(k.id, p_is_watched_only => true)
  from public.calendar_connections as k
  where k.id = any (p_connection_ids) and k.status = 'needs_reconnect'
  order by k.id;

  with planned as (
    select i.id, greatest(
      now(), p_run_at, s.announced_sync_at + n.gap, s.blocked_until,
      -- As pulls that a notice causes (private.enqueue_pull): a provider that calls may have recovered.
      case
        when s.backoff_until > now() and s.failure_code = 'rate_limited' then s.backoff_until
        when s.backoff_until > now() then least(s.backoff_until, s.announced_sync_at + interval '10 seconds')
      end
    ) as run_at
    from unnest(v_ids) as i (id)
    left join private.connection_sync as s on s.connection_id = i.id
    left join private.announced_sync_intervals(v_ids) as n on n.connection_id = i.id
  )
  select array_agg(p.id order by p.id), array_agg(p.run_at order by p.id) into v_due, v_runs_at
  from planned as p
  -- One that a worker takes at this moment has not asked the provider yet.
  where not exists (
    select from graphile_worker.jobs as j
    where j.key = 'announced:' || p.id and j.locked_at is null and j.attempts = 0 and j.run_at <= p.run_at
  );
  if v_due is null then
    return;
  end if;
  -- All at once, for a provider may tell of hundreds of accounts in one call.
  perform graphile_worker.add_jobs(array(
    select (
      'sync_account', json_build_object('connection_id', d.id, 'is_announced', true), 'connection:' || d.id, d.run_at, 3,
      'announced:' || d.id, -6, null
    )::graphile_worker.job_spec
    from unnest(v_due, v_runs_at) as d (id, run_at)
    order by d.id
  ));
end;
$$;
comment on function private.enqueue_announced_syncs(uuid[], timestamptz) is
  'Queues an announced sync of each of these accounts in its lane, now or at p_run_at: it pulls all its calendars that take somebody''s time or get '
  'bookings. For notices that name no calendar. Never before the provider permits it (private.blocked_until), and those of an account begin at least '
  'private.announced_sync_intervals apart. A waiting one is not doubled, only brought forward; a running one is followed by another. If an account needs '
  'a reconnect, its calendars are pulled when that is over. Beside private.enqueue the only caller of graphile-worker''s functions: it adds many jobs.';
