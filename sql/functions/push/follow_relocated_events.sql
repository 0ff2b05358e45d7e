create function private.follow_relocated_events(p_host_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_event record;
  v_result jsonb;
begin
  for v_event in select * from private.relocated_events(p_host_id) loop
    v_result := public.relocate_event(
      v_event.event_key, v_event.calendar_id, v_event.revision, v_event.to_calendar_id, v_event.found_as, null
    );
    if (v_result ->> 'relocated')::boolean then
      -- A copy: the event in the old calendar is removed if that calendar comes back. One with the same id may be the same event, of a shared
      -- calendar.
      insert into public.booking_calendar_events as p (
        event_key, calendar_id, booking_id, is_wanted, revision, pushed_revision, provider_event_id, attempts
      )
      select v_event.event_key, v_event.calendar_id, v_event.booking_id, false, v_event.revision + 1, v_event.revision, v_event.provider_event_id, 1
      where v_event.provider_event_id <> v_event.found_as;
      -- It may have been moved in time as well.
      if v_event.is_wanted then
        perform private.enqueue_verify(v_event.event_key, v_event.to_calendar_id);
      end if;
    end if;
  end loop;
end;
$$;
comment on function private.follow_relocated_events(uuid) is
  'Takes over the events of private.relocated_events where they are now. Under the locks of the owner''s hosts.';
