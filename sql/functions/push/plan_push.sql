create function private.plan_push(p_booking_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_booking public.bookings;
  v_event public.booking_calendar_events;
  v_target_id uuid;
  v_is_new boolean := false;
begin
  select b.* into v_booking from public.bookings as b where b.id = p_booking_id;
  -- Its session has no event, there is no calendar for one, and no link to take back.
  if v_booking.status = 'confirmed' and v_booking.calendar_id is null and coalesce(v_booking.location ->> 'kind' <> 'video', true)
    and not exists (select from public.calendar_links as l where l.host_id = v_booking.host_id and l.is_booking_target)
  then
    return;
  end if;
  if v_booking.status = 'confirmed' then
    v_event := private.session_event(p_booking_id);
    if v_event.event_key is null or not private.is_writable(v_event.calendar_id) then
      select l.calendar_id into v_target_id
      from public.calendar_links as l
      where l.host_id = v_booking.host_id and l.is_booking_target
        -- An event that is in no calendar waits for one that is read-only now; an event that is in one does not move there.
        and case when v_event.event_key is null then not private.is_disconnected(l.calendar_id) else private.is_writable(l.calendar_id) end;
    end if;
  end if;
  if v_target_id is not null then
    -- An event that was to be removed is used again: it keeps its identity, and a response on its way still fits it.
    select p.* into v_event
    from public.booking_calendar_events as p
    where p.booking_id = p_booking_id and p.calendar_id = v_target_id
    order by p.event_key = p_booking_id desc, p.event_key
    limit 1;
    v_is_new := v_event.event_key is null;
  end if;
  if v_is_new then
    insert into public.booking_calendar_events as p (event_key, calendar_id, booking_id)
    values (
      -- The booking's own id, so that its event has the UID of its invitations, also where it has one in another account. Some servers allow a UID
      -- only once in an account.
      case when exists (
        select from public.booking_calendar_events as u
        join public.calendars as c on c.id = u.calendar_id
        where u.event_key = p_booking_id and (u.booking_id <> p_booking_id or (u.state <> 'removed' and c.connection_id = (
          select t.connection_id from public.calendars as t where t.id = v_target_id
        )))
      ) then gen_random_uuid() else p_booking_id end,
      v_target_id, p_booking_id
    )
    returning p.* into v_event;
    perform private.enqueue_push(v_event.event_key, v_event.calendar_id);
  end if;

  -- Its own event is removed when it is no longer confirmed, or joined a session that has one.
  perform private.change_event(p.event_key, p.calendar_id, false)
  from public.booking_calendar_events as p
  where p.booking_id = p_booking_id and p.is_wanted
    and (v_booking.status <> 'confirmed' or v_event.booking_id <> p_booking_id);
  -- An event in a calendar that cannot be written to is updated or removed as soon as that is possible again.
  perform private.change_event(p.event_key, p.calendar_id, not private.is_writable(v_event.calendar_id))
  from public.bookings as o
  join public.booking_calendar_events as p on p.booking_id = o.id and p.is_wanted
  where o.event_type_id = v_booking.event_type_id and o.starts_at = v_booking.starts_at and o.ends_at = v_booking.ends_at
    and o.status = 'confirmed' and v_booking.status = 'confirmed'
    and (p.event_key, p.calendar_id) <> (v_event.event_key, v_event.calendar_id) and not private.is_writable(p.calendar_id);
  if v_event.event_key is not null and not v_is_new then
    perform private.change_event(v_event.event_key, v_event.calendar_id, true);
  end if;
  if v_booking.location ->> 'kind' = 'video' then
    perform private.follow_join_url(p_booking_id);
  end if;
end;
$$;
comment on function private.plan_push(uuid) is
  'After a change of a booking, under the lock of its host: plans to write, update or remove its event. Only confirmed bookings have one, and a '
  'session has one for all; without a calendar to write to (calendar_links.is_booking_target) nothing happens. An event in a calendar that cannot '
  'be written to any more (private.is_writable) moves to the booking target of the host; without another target it is written as soon as that '
  'calendar is writable again.';
