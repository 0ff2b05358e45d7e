create function private.enqueue_poll(p_connection_id uuid, p_is_urgent boolean default false, p_run_at timestamptz default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.enqueue(
    'poll_account', jsonb_build_object('connection_id', p_connection_id),
    p_key => 'poll:' || p_connection_id, p_queue => 'connection:' || p_connection_id, p_run_at => p_run_at, p_max_attempts => 3,
    p_priority => case when p_is_urgent then -10 else 0 end,
    -- A job that waits already keeps its place: replacing it again and again would starve it in a long queue.
    p_key_mode => case when p_is_urgent or p_run_at is not null then 'replace' else 'preserve_run_at' end
  );
end;
$$;
comment on function private.enqueue_poll(uuid, boolean, timestamptz) is
  'Queues one look at an account, in its lane, now or at p_run_at; urgent ones (somebody waits) before all others. One that waits already is '
  'not doubled; one that runs is followed by another.';
