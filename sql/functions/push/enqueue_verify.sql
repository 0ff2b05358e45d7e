create function private.enqueue_verify(p_event_key uuid, p_calendar_id uuid, p_run_id uuid default null, p_searched_revision integer default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.enqueue(
    'verify_event', jsonb_strip_nulls(jsonb_build_object('event_key', p_event_key, 'calendar_id', p_calendar_id, 'run_id', p_run_id, 'searched_revision', p_searched_revision)),
    p_key => format('verify:%s:%s', p_event_key, p_calendar_id), p_queue => 'connection:' || c.connection_id,
    p_run_at => private.quiet_until(c.connection_id)
  )
  from public.calendars as c where c.id = p_calendar_id;
end;
$$;
comment on function private.enqueue_verify(uuid, uuid, uuid, integer) is
  'Queues a direct check of the event of a booking, in the lane of its connection: what a listing says about it is never trusted alone. Not while '
  'the account backs off (private.quiet_until). p_run_id: the pull that found it among others; all their results go into one mail. '
  'p_searched_revision: all other calendars were already searched for this revision.';
