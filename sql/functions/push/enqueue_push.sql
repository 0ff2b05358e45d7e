create function private.enqueue_push(p_event_key uuid, p_calendar_id uuid, p_run_at timestamptz default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.enqueue(
    'push_event', jsonb_build_object('event_key', p_event_key, 'calendar_id', p_calendar_id),
    p_key => format('push:%s:%s', p_event_key, p_calendar_id), p_queue => 'connection:' || k.id, p_run_at => greatest(p_run_at, private.quiet_until(k.id)),
    p_max_attempts => 25, p_priority => -5
  )
  from public.calendars as c
  join public.calendar_connections as k on k.id = c.connection_id
  where c.id = p_calendar_id and k.status <> 'disconnected';
end;
$$;
comment on function private.enqueue_push(uuid, uuid, timestamptz) is
  'Queues the write of an event in the lane of its connection, before polls, now or at p_run_at, but never while the account backs off '
  '(private.quiet_until). Does nothing for a disconnected account.';
