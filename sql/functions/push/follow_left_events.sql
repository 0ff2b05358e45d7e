create function private.follow_left_events(p_host_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_event record;
  v_answer jsonb;
begin
  for v_event in select * from private.left_events(p_host_id) loop
    v_answer := public.relocate_event(
      v_event.event_key, v_event.calendar_id, v_event.revision, v_event.to_calendar_id, v_event.provider_event_id, null
    );
    if v_event.is_wanted and (v_answer ->> 'relocated')::boolean then
      -- It may have been moved in time as well.
      perform private.enqueue_verify(v_event.event_key, v_event.to_calendar_id);
    end if;
  end loop;
end;
$$;
comment on function private.follow_left_events(uuid) is
  'Has the events of private.left_events looked after where they are now. Under the locks of the owner''s hosts.';
