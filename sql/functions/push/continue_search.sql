create function public.continue_search(event_key uuid, calendar_id uuid, revision integer, connection_ids uuid[], run_id uuid default null)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not add jobs otherwise
set search_path = ''
as $$
declare
  v_event public.booking_calendar_events;
begin
  select p.* into v_event
  from public.booking_calendar_events as p
  where p.event_key = continue_search.event_key and p.calendar_id = continue_search.calendar_id
    and p.revision = continue_search.revision;
  if v_event.event_key is null then
    return jsonb_build_object('searching', false);
  end if;
  if cardinality(connection_ids) > 0 then
    perform private.enqueue_search(v_event, connection_ids, continue_search.run_id);
    return jsonb_build_object('searching', true);
  end if;

  if v_event.is_wanted then
    -- Searched everywhere: one last check where it was written decides.
    perform private.enqueue_verify(v_event.event_key, v_event.calendar_id, continue_search.run_id, v_event.revision);
  else
    perform public.finish_push(v_event.event_key, v_event.calendar_id, v_event.revision, v_event.provider_event_id, null, true);
  end if;
  return jsonb_build_object('searching', false);
end;
$$;
comment on function public.continue_search(uuid, uuid, integer, uuid[], uuid) is
  'The event of a booking was not found in one account: queues the search in the next of connection_ids, in its lane: {searching}. After the last '
  'one, an event that was to be removed counts as removed, and any other is checked once more where it was written. A search for an older revision '
  'ends.';
