create function public.begin_verify(
  event_key uuid, calendar_id uuid, searched_revision integer default null, run_id uuid default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this; it hands sealed credentials to the service
set search_path = ''
as $$
declare
  v_connection_id constant uuid := (select c.connection_id from public.calendars as c where c.id = begin_verify.calendar_id);
  v_event jsonb;
begin
  if private.needs_reconnect(v_connection_id) then
    return null;
  end if;
  select private.push_target(p.calendar_id) || jsonb_build_object(
    'event_key', p.event_key, 'revision', p.revision, 'pushed_revision', p.pushed_revision,
    'provider_event_id', p.provider_event_id, 'version', p.version
  ) into v_event
  from public.booking_calendar_events as p
  join public.bookings as b on b.id = p.booking_id
  where p.event_key = begin_verify.event_key and p.calendar_id = begin_verify.calendar_id
    and p.is_wanted and b.status = 'confirmed' and b.ends_at > now()
    and case
      when searched_revision is not null then p.revision = searched_revision
      else p.state <> 'pending' or private.has_open_move(b.id)
    end
    -- An event that could not be written has its old time there: nobody moved it.
    and (p.pushed_revision = p.revision or exists (
      select from public.calendars as c where c.id = p.calendar_id and c.access = 'write'
    ));
  if v_event is not null and private.quiet_until(v_connection_id) is not null then
    perform private.enqueue_verify(
      begin_verify.event_key, begin_verify.calendar_id, begin_verify.run_id, begin_verify.searched_revision
    );
    return null;
  end if;
  return v_event;
end;
$$;
comment on function public.begin_verify(uuid, uuid, integer, uuid) is
  'What is needed to check the event of a booking directly: {event_key, revision, pushed_revision, provider_event_id, version, calendar, '
  'connection}; null if it is not written, or just being written. searched_revision: set for the last check after a search for it, even if its '
  'write found it gone; null if more is wanted by now. Also null while the account backs off (private.quiet_until): the same check, for the same '
  'pull (run_id), is put off; and while the account needs a reconnect: private.resume_pushes checks afterwards.';
