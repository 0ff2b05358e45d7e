create function private.enqueue_search(p_event public.booking_calendar_events, p_connection_ids uuid[], p_run_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.enqueue(
    'search_event',
    jsonb_strip_nulls(jsonb_build_object(
      'event_key', p_event.event_key, 'calendar_id', p_event.calendar_id, 'revision', p_event.revision,
      'connection_ids', to_jsonb(p_connection_ids), 'run_id', p_run_id
    )),
    p_key => format('search:%s:%s', p_event.event_key, p_event.calendar_id), p_queue => 'connection:' || p_connection_ids[1],
    -- The search for an event to remove is retried as long as its removal: else the event would stay forever.
    p_max_attempts => case when p_event.is_wanted then 4 else 25 end, p_run_at => private.quiet_until(p_connection_ids[1])
  );
end;
$$;
comment on function private.enqueue_search(public.booking_calendar_events, uuid[], uuid) is
  'Queues the search for the event of a booking in the first of these accounts, in its lane; not while that account backs off '
  '(private.quiet_until). p_run_id: the pull that found it missing among others.';
