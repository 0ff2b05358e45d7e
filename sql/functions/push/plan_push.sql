create function private.plan_push(p_booking_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_booking public.bookings;
  v_event public.booking_calendar_events;
  v_target_id uuid;
begin
  select b.* into v_booking from public.bookings as b where b.id = p_booking_id;
  if v_booking.status = 'confirmed' then
    v_event := private.session_event(p_booking_id);
  end if;
  -- Its own event goes when it is no longer confirmed, or joined a session that has one.
  perform private.change_event(p.event_key, p.calendar_id, false)
  from public.booking_calendar_events as p
  where p.booking_id = p_booking_id and p.is_wanted
    and (v_booking.status <> 'confirmed' or v_event.booking_id <> p_booking_id);
  if v_booking.status <> 'confirmed' then
    return;
  end if;

  if v_event.event_key is null then
    select l.calendar_id into v_target_id
    from public.calendar_links as l
    join public.calendars as c on c.id = l.calendar_id
    join public.calendar_connections as k on k.id = c.connection_id and k.status <> 'disconnected'
    where l.host_id = v_booking.host_id and l.is_booking_target;
    -- One that was to be removed is used again: the event keeps its identity, and an answer that is on its way stays meant for it.
    select p.* into v_event
    from public.booking_calendar_events as p
    where p.booking_id = p_booking_id and p.calendar_id = v_target_id
    order by p.event_key = p_booking_id desc, p.event_key
    limit 1;
  end if;
  if v_event.event_key is not null then
    perform private.change_event(v_event.event_key, v_event.calendar_id, true);
  elsif v_target_id is not null then
    insert into public.booking_calendar_events as p (event_key, calendar_id, booking_id)
    values (
      case when exists (select from public.booking_calendar_events as u where u.event_key = p_booking_id)
        then gen_random_uuid() else p_booking_id end,
      v_target_id, p_booking_id
    )
    returning p.* into v_event;
    perform private.enqueue_push(v_event.event_key, v_event.calendar_id);
  end if;
end;
$$;
comment on function private.plan_push(uuid) is
  'After a change of a booking, under the lock of its host: its event shall be written, brought up to date or removed. Only confirmed '
  'bookings have one, a session has one for all; without a calendar to write to (calendar_links.is_booking_target) nothing happens. '
  'One that can only be read by now gets it as soon as it can be written to again.';
