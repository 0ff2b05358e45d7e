create function private.enqueue_finish_disconnect(p_connection_id uuid, p_run_at timestamptz default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.enqueue(
    'finish_disconnect', jsonb_build_object('connection_id', p_connection_id),
    p_key => 'finish_disconnect:' || p_connection_id, p_queue => 'connection:' || p_connection_id, p_run_at => p_run_at,
    -- After everything else in the lane.
    p_priority => 100
  );
end;
$$;
comment on function private.enqueue_finish_disconnect(uuid, timestamptz) is
  'Queues the end of a connection, last in its lane, so that its events are removed from its calendars first.';
