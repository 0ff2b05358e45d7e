create function private.enqueue_pull(p_calendar_id uuid, p_connection_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.enqueue(
    'pull', jsonb_build_object('calendar_id', p_calendar_id),
    p_key => 'pull:' || p_calendar_id, p_queue => 'connection:' || p_connection_id, p_max_attempts => 3
  );
end;
$$;
comment on function private.enqueue_pull(uuid, uuid) is
  'Queues the pull of a calendar in the lane of its connection; a pull that waits already is not doubled.';
