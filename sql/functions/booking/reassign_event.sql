create function private.reassign_event(p_booking_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_successor record;
  v_proposal_id uuid;
  v_event public.booking_calendar_events;
begin
  select o.id, o.status into v_successor
  from public.bookings as b
  join public.bookings as o
    on o.event_type_id = b.event_type_id and o.starts_at = b.starts_at and o.ends_at = b.ends_at and o.id <> b.id
    and o.status in ('pending', 'confirmed') and (o.status = 'confirmed' or coalesce(o.expires_at > now(), true))
  where b.id = p_booking_id
  order by o.status = 'confirmed' desc, o.created_at
  limit 1;
  if v_successor.id is null then
    return;
  end if;
  v_event := private.session_event(p_booking_id);
  if v_event.booking_id = p_booking_id and v_successor.status <> 'confirmed' then
    -- Requests have no event; it moves or ends with this booking.
    return;
  end if;
  update public.synced_events as e set booking_id = v_successor.id where e.booking_id = p_booking_id;
  if v_event.booking_id = p_booking_id then
    update public.booking_calendar_events as p set booking_id = v_successor.id
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
    -- The host's open decisions about the event move along; conflicts with an event that the successor had before are over.
    update public.booking_conflicts as k set resolved_at = now(), resolution = 'gone'
    where k.booking_id = v_successor.id and k.kind <> 'overlap' and k.resolved_at is null;
    for v_proposal_id in
      update public.booking_conflicts as k set booking_id = v_successor.id
      where k.booking_id = p_booking_id and k.kind <> 'overlap' and k.resolved_at is null
      returning k.id
    loop
      perform private.notify_of_conflict(v_proposal_id);
    end loop;
  end if;
  if v_event.event_key is not null and exists (
    select from public.bookings as b where b.id = p_booking_id and b.status = 'confirmed'
  ) then
    perform private.change_event(v_event.event_key, v_event.calendar_id, true);
  end if;
end;
$$;
comment on function private.reassign_event(uuid) is
  'Before a booking leaves its session: gives the calendar event of the session to another booking, so that it does not block the seats of those '
  'who stay and no longer names the visitor who leaves. Changes that the host made to it and has not decided about yet move along.';
