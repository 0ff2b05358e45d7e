create function public.begin_push(event_key uuid, calendar_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this; it hands sealed credentials to the service
set search_path = ''
as $$
declare
  v_target constant jsonb := private.push_target(begin_push.calendar_id);
  v_connection_id constant uuid := (select c.connection_id from public.calendars as c where c.id = begin_push.calendar_id);
  v_needs_reconnect constant boolean := private.needs_reconnect(v_connection_id);
  v_event public.booking_calendar_events;
begin
  -- The row is locked, so that what is read below is not older than its revision.
  select p.* into v_event
  from public.booking_calendar_events as p
  where p.event_key = begin_push.event_key and p.calendar_id = begin_push.calendar_id
  for no key update;
  if v_event.event_key is null or v_target is null or v_event.pushed_revision = v_event.revision
    -- The host moved the event and first decides whether the booking follows.
    or (v_event.is_wanted and private.has_open_move(v_event.booking_id))
    -- It is queued again if the calendar comes back (private.record_listing).
    or private.has_vanished(v_event.calendar_id) then
    return null;
  end if;
  if not v_event.is_wanted and v_event.provider_event_id is null and v_event.attempts = 0 then
    update public.booking_calendar_events as p
    set state = 'removed', pushed_revision = p.revision
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
    return null;
  end if;
  -- Checked under the lock, so that either this or the return of the access comes last.
  if exists (select from public.calendars as c where c.id = v_event.calendar_id and c.access <> 'write') then
    update public.booking_calendar_events as p
    set state = 'failed', last_error = private.read_only_text()
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
    perform private.release_mails(v_event.event_key, v_event.calendar_id);
    return null;
  end if;
  if v_needs_reconnect then
    perform private.release_mails(v_event.event_key, v_event.calendar_id);
    return null;
  elsif private.quiet_until(v_connection_id) is not null then
    perform private.enqueue_push(v_event.event_key, v_event.calendar_id);
    if private.quiet_until(v_connection_id) > now() + interval '20 seconds' then
      perform private.release_mails(v_event.event_key, v_event.calendar_id);
    end if;
    return null;
  end if;
  update public.booking_calendar_events as p
  set attempts = p.attempts + 1
  where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
  return v_target || jsonb_build_object(
    'action', case when v_event.is_wanted then 'write' else 'remove' end,
    'event_key', v_event.event_key, 'revision', v_event.revision, 'provider_event_id', v_event.provider_event_id,
    'version', v_event.version, 'attempt', v_event.attempts + 1,
    'event', private.event_content(v_event.booking_id, v_event.calendar_id),
    'is_put_back', exists (
      select from public.booking_conflicts as k
      where k.booking_id = v_event.booking_id and k.kind = 'moved' and k.resolution = 'kept'
        and k.resolved_at > coalesce(v_event.pushed_at, '-infinity')
    )
  );
end;
$$;
comment on function public.begin_push(uuid, uuid) is
  'What is needed to write or remove an event: {action, event_key, revision, provider_event_id, version, attempt, event, is_put_back (the host '
  'wants it back at the booking''s time), calendar, connection}; null if there is nothing to do. An event that nobody ever tried to write is just '
  'recorded as removed; one in a read-only calendar fails. Also null while the account backs off (private.quiet_until): the write is put off; and '
  'while the account needs a reconnect: it is queued again afterwards (private.resume_pushes).';
