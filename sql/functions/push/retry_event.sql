create function public.retry_event(booking_id uuid, actor_user_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this for a host that it has verified
set search_path = ''
as $$
declare
  v_booking constant public.bookings := private.lock_booking(retry_event.booking_id, null, retry_event.actor_user_id);
  v_event record;
  v_is_found boolean := false;
begin
  if exists (
    select from public.booking_conflicts as k where k.booking_id = v_booking.id and k.kind = 'deleted' and k.resolved_at is null
  ) then
    perform private.fail('invalid_state', 'The event was deleted in the calendar.', 'Decide first what that means for the booking.');
  end if;
  for v_event in
    select p.event_key, p.calendar_id, p.is_wanted and p.pushed_revision is not distinct from p.revision as is_gone
    from (
      select v_booking.id
      union
      select o.id
      from public.bookings as o
      where v_booking.status = 'confirmed' and o.status = 'confirmed' and o.event_type_id = v_booking.event_type_id
        and o.starts_at = v_booking.starts_at and o.ends_at = v_booking.ends_at
    ) as carrier (id)
    join public.booking_calendar_events as p on p.booking_id = carrier.id
    where (p.state = 'failed' or (p.state = 'pending' and p.last_error is not null)) and not private.is_disconnected(p.calendar_id)
    order by p.event_key, p.calendar_id
    for no key update of p
  loop
    v_is_found := true;
    if v_event.is_gone then
      -- It was written and is not there any more: written as a new event with the same identity.
      update public.booking_calendar_events as p set provider_event_id = null, version = null
      where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
      perform private.change_event(v_event.event_key, v_event.calendar_id, true);
    else
      update public.booking_calendar_events as p set state = 'pending', last_error = null, attempts = least(p.attempts, 1)
      where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
      perform private.enqueue_push(v_event.event_key, v_event.calendar_id);
    end if;
  end loop;
  if not v_is_found then
    perform private.fail('invalid_state', 'Nothing failed that could be written again.', 'Load the booking again.');
  end if;
  return private.booking_result(v_booking.id);
end;
$$;
comment on function public.retry_event(uuid, uuid) is
  'The host has the event of a booking, and of its session, written or removed again after that failed, without waiting for the next attempt. '
  'Raises not_found, forbidden, invalid_state (nothing failed; it was deleted in the calendar, which they have to decide about first).';
