create function private.change_event(p_event_key uuid, p_calendar_id uuid, p_is_wanted boolean)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update public.booking_calendar_events as p
  set is_wanted = p_is_wanted, revision = p.revision + 1, state = 'pending', last_error = null,
    -- Another change gets all its attempts; that the event was tried before stays recorded.
    attempts = least(p.attempts, 1)
  where p.event_key = p_event_key and p.calendar_id = p_calendar_id;
  perform private.enqueue_push(p_event_key, p_calendar_id);
end;
$$;
comment on function private.change_event(uuid, uuid, boolean) is
  'The event in a calendar must change or be removed: raises its revision and queues the write.';
