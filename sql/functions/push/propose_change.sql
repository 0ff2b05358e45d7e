create function public.propose_change(
  event_key uuid, calendar_id uuid, revision integer, kind text, times jsonb default null, run_id uuid default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write conflicts otherwise
set search_path = ''
set lock_timeout = '4s' -- as private.lock_slot
as $$
declare
  v_event public.booking_calendar_events;
  v_booking public.bookings;
  v_kind text := propose_change.kind;
  v_zone text;
  v_during tstzrange;
  v_conflict_id uuid;
begin
  perform from public.hosts as h
  where h.id = (
    select b.host_id from public.booking_calendar_events as p join public.bookings as b on b.id = p.booking_id
    where p.event_key = propose_change.event_key and p.calendar_id = propose_change.calendar_id
  )
  for no key update;
  select p.* into v_event from public.booking_calendar_events as p
  where p.event_key = propose_change.event_key and p.calendar_id = propose_change.calendar_id
  for no key update;
  select b.* into v_booking from public.bookings as b where b.id = v_event.booking_id;
  if not coalesce(v_event.is_wanted and v_event.revision = propose_change.revision and v_booking.status = 'confirmed', false) then
    return jsonb_build_object('kind', null, 'conflict_id', null);
  end if;

  if v_kind is distinct from 'deleted' then
    update public.booking_calendar_events as p set listed_at = now()
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id and p.listed_at is null;
  end if;
  select coalesce(c.time_zone, h.time_zone) into v_zone
  from public.calendars as c cross join public.hosts as h
  where c.id = v_event.calendar_id and h.id = v_booking.host_id;
  v_during := tstzrange(
    coalesce((propose_change.times ->> 'starts_at')::timestamptz, private.day_start((propose_change.times ->> 'start_date')::date, v_zone)),
    coalesce((propose_change.times ->> 'ends_at')::timestamptz, private.day_start((propose_change.times ->> 'end_date')::date, v_zone))
  );
  -- A bound is missing: the range would be all time.
  if lower_inf(v_during) or upper_inf(v_during) then
    v_during := null;
  end if;
  if v_kind = 'moved' and v_during is null then
    perform private.fail('invalid_request', 'The times of the event that moved are missing.', 'Send two instants or two dates.');
  end if;
  if v_kind = 'moved' and (
    v_during = v_booking.during
    -- An event that could not be written has its old time there: nobody moved it. It is written again.
    or (v_event.pushed_revision is distinct from v_event.revision and not private.has_open_move(v_booking.id))
  ) then
    v_kind := null;
  end if;
  update public.booking_conflicts as k set resolved_at = now(), resolution = 'gone'
  where k.booking_id = v_booking.id and k.kind in ('moved', 'deleted') and k.kind is distinct from v_kind and k.resolved_at is null;
  if v_kind is null then
    update public.booking_calendar_events as p set state = 'pushed', last_error = null
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id and p.pushed_revision = p.revision;
    if not found then
      perform private.enqueue_push(v_event.event_key, v_event.calendar_id);
    end if;
    return jsonb_build_object('kind', null, 'conflict_id', null);
  end if;

  update public.booking_conflicts as k set event_starts_at = lower(v_during), event_ends_at = upper(v_during)
  where k.booking_id = v_booking.id and k.kind = v_kind and k.resolved_at is null
  returning k.id into v_conflict_id;
  -- The host said that the event may be as it is.
  if v_conflict_id is null and not exists (
    select from public.booking_conflicts as k
    where k.booking_id = v_booking.id and k.kind = v_kind and k.resolution = 'ignored'
      and (k.event_starts_at, k.event_ends_at) is not distinct from (lower(v_during), upper(v_during))
      and k.resolved_at >= coalesce(v_event.pushed_at, '-infinity')
  ) then
    insert into public.booking_conflicts as k (booking_id, kind, event_starts_at, event_ends_at)
    values (v_booking.id, v_kind, lower(v_during), upper(v_during))
    returning k.id into v_conflict_id;
    perform private.notify_of_conflict(v_conflict_id, propose_change.run_id);
  end if;
  if v_kind = 'deleted' then
    update public.booking_calendar_events as p set state = 'failed', last_error = 'The event was deleted in the calendar.'
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
  end if;
  return jsonb_build_object('kind', v_kind, 'conflict_id', v_conflict_id);
end;
$$;
comment on function public.propose_change(uuid, uuid, integer, text, jsonb, uuid) is
  'The result of a direct check of a booking''s event: kind moved (times: {starts_at, ends_at} or {start_date, end_date}, whole local days of the '
  'calendar''s zone, else the host''s), deleted, or null (as it was written). Becomes a proposal to the host, with one mail for all that one pull (run_id) found: {kind, conflict_id}. Never changes the '
  'booking. A check of an older revision is ignored; a check of an event whose last change is not written yet can only report that it was deleted. '
  'Raises invalid_request (moved without times).';
