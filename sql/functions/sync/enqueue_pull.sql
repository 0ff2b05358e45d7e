create function private.enqueue_pull(
  p_calendar_id uuid, p_connection_id uuid, p_is_announced boolean default false, p_run_at timestamptz default null
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_run_at timestamptz := p_run_at;
begin
  if p_is_announced or p_run_at is not null then
    -- A provider calls once for each of a hundred changes: within a second of the last reading they are gathered. An account
    -- that is left alone is left alone by its own notices, too.
    v_run_at := greatest(
      coalesce(p_run_at, now()),
      case when p_is_announced then (
        select s.last_attempt_at + interval '1 second' from private.calendar_sync as s where s.calendar_id = p_calendar_id
      ) end,
      (select s.next_poll_at from private.connection_sync as s where s.connection_id = p_connection_id and s.failures > 0)
    );
  end if;
  -- To queue a job again costs thirty times as much as to see that it waits, and providers call in bursts. One that a
  -- worker takes at this moment has not asked the provider yet: it finds what was announced.
  if p_is_announced and exists (
    select from graphile_worker.jobs as j
    where j.key = 'pull:' || p_calendar_id and j.locked_at is null and j.attempts = 0 and j.priority <= -5 and j.run_at <= v_run_at
  ) then
    return;
  end if;
  perform private.enqueue(
    'pull', jsonb_build_object('calendar_id', p_calendar_id),
    p_key => 'pull:' || p_calendar_id, p_queue => 'connection:' || p_connection_id, p_max_attempts => 3,
    -- Behind those for whom a visitor waits, before everything that nobody asked for.
    p_priority => case when p_is_announced then -5 end,
    p_run_at => v_run_at,
    p_key_mode => case when p_is_announced and not private.has_later_job('pull:' || p_calendar_id, v_run_at) then 'preserve_run_at' end
  );
end;
$$;
comment on function private.enqueue_pull(uuid, uuid, boolean, timestamptz) is
  'Queues the pull of a calendar in the lane of its connection; a pull that waits already is not doubled, one that runs is followed by '
  'another. p_is_announced: the provider said that something changed. p_run_at: not before then. While the account is left alone after a '
  'failure (next_poll_at) neither is read sooner than that ends.';
