create function public.relocate_event(
  event_key uuid, calendar_id uuid, revision integer, to_calendar_id uuid, provider_event_id text, version text
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change pushed events otherwise
set search_path = ''
as $$
declare
  v_owner_id uuid;
  v_event public.booking_calendar_events;
begin
  select c.owner_id into v_owner_id from public.calendars as c where c.id = relocate_event.calendar_id;
  -- Whose time the booking takes changes with its calendar.
  perform private.lock_owner_hosts(v_owner_id);
  perform from public.calendars as c
  where c.id in (relocate_event.calendar_id, relocate_event.to_calendar_id) order by c.id for no key update;

  select p.* into v_event
  from public.booking_calendar_events as p
  where p.event_key = relocate_event.event_key and p.calendar_id = relocate_event.calendar_id
    and p.revision = relocate_event.revision
  for no key update;
  delete from public.booking_calendar_events as p
  where p.event_key = v_event.event_key and p.calendar_id = relocate_event.to_calendar_id and p.state = 'removed'
    and p.calendar_id <> v_event.calendar_id;
  if v_event.event_key is null or not exists (
    select from public.calendars as c where c.id = relocate_event.to_calendar_id and c.owner_id = v_owner_id and c.access = 'write'
  ) or exists (
    select from public.booking_calendar_events as p
    where p.calendar_id = relocate_event.to_calendar_id and p.calendar_id <> v_event.calendar_id
      and (p.event_key = v_event.event_key or (p.booking_id = v_event.booking_id and p.is_wanted and v_event.is_wanted))
  ) then
    return jsonb_build_object('relocated', false);
  end if;

  update public.booking_calendar_events as p
  set calendar_id = relocate_event.to_calendar_id, provider_event_id = relocate_event.provider_event_id,
    version = relocate_event.version, listed_at = now(), last_error = null,
    state = case when p.pushed_revision = p.revision then 'pushed' else 'pending' end
  where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id
  returning p.* into v_event;
  update public.synced_events as e set booking_id = v_event.booking_id
  where e.calendar_id = v_event.calendar_id and e.provider_event_id = v_event.provider_event_id
    and e.booking_id is distinct from v_event.booking_id;
  perform private.close_overlaps(v_event.calendar_id);
  perform private.recheck_double_bookings(array(select b.host_id from public.bookings as b where b.id = v_event.booking_id));
  if v_event.state = 'pending' then
    perform private.enqueue_push(v_event.event_key, v_event.calendar_id);
  end if;
  return jsonb_build_object('relocated', true);
end;
$$;
comment on function public.relocate_event(uuid, uuid, integer, uuid, text, text) is
  'The owner moved the event of a booking to another calendar of theirs, or it got another name: from now on it is written, moved and removed '
  'there: {relocated}. Unwritten changes are queued for there. Does nothing for an older revision.';
