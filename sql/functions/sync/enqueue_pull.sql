create function private.enqueue_pull(p_calendar_id uuid, p_connection_id uuid, p_is_announced boolean default false)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if p_is_announced then
    -- To queue a job again costs thirty times as much as to see that it waits, and providers call in bursts. One that a
    -- worker takes at this moment has not asked the provider yet: it finds what was announced.
    if exists (
      select from graphile_worker.jobs as j
      where j.key = 'pull:' || p_calendar_id and j.locked_at is null and j.attempts = 0 and j.priority <= -5
    ) then
      return;
    end if;
  end if;
  perform private.enqueue(
    'pull', jsonb_build_object('calendar_id', p_calendar_id),
    p_key => 'pull:' || p_calendar_id, p_queue => 'connection:' || p_connection_id, p_max_attempts => 3,
    -- Behind those for whom a visitor waits, before everything that nobody asked for. A provider calls once for each of a
    -- hundred changes: within a second of the last reading they are gathered.
    p_priority => case when p_is_announced then -5 end,
    p_run_at => case when p_is_announced then (
      select greatest(now(), s.last_attempt_at + interval '1 second') from private.calendar_sync as s where s.calendar_id = p_calendar_id
    ) end,
    p_key_mode => case when p_is_announced then 'preserve_run_at' end
  );
end;
$$;
comment on function private.enqueue_pull(uuid, uuid, boolean) is
  'Queues the pull of a calendar in the lane of its connection; a pull that waits already is not doubled, one that runs is followed by '
  'another. p_is_announced: the provider said that something changed.';
