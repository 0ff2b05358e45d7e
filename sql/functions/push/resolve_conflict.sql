create function public.resolve_conflict(booking_id uuid, conflict_id uuid, decision text, actor_user_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this for a host that it has verified
set search_path = ''
as $$
declare
  v_booking constant public.bookings := private.lock_booking(resolve_conflict.booking_id, null, resolve_conflict.actor_user_id);
  v_conflict public.booking_conflicts;
  v_event public.booking_calendar_events;
begin
  select k.* into v_conflict from public.booking_conflicts as k
  where k.id = resolve_conflict.conflict_id and k.booking_id = v_booking.id
  for no key update;
  if v_conflict.id is null then
    perform private.fail('not_found', 'There is no such conflict of this booking.', 'Check the id of the conflict.');
  end if;
  if v_conflict.resolved_at is not null then
    perform private.fail('invalid_state', 'This conflict is already closed.', 'Load the conflicts of the booking again.');
  end if;
  if coalesce(decision not in ('keep', 'move', 'cancel', 'ignore'), true) or (decision = 'move' and v_conflict.kind <> 'moved')
    or (decision = 'ignore' and v_conflict.kind = 'overlap') then
    perform private.fail(
      'invalid_request', 'This cannot be decided here.', 'Send keep or cancel; move for an event that was moved; ignore where it was moved or deleted.'
    );
  end if;
  if decision = 'move' and not coalesce(v_conflict.event_ends_at > v_conflict.event_starts_at, false) then
    perform private.fail('invalid_state', 'The event takes no time in the calendar now.', 'Keep or cancel the booking.');
  end if;

  update public.booking_conflicts as k
  set resolved_at = now(), resolution = case decision
    when 'keep' then 'kept' when 'move' then 'accepted' when 'ignore' then 'ignored' else 'cancelled'
  end
  where k.id = v_conflict.id;
  if v_conflict.other_booking_id is not null and decision = 'keep' then
    -- One decision covers both: the other booking is kept as well.
    update public.booking_conflicts as k set resolved_at = now(), resolution = 'kept'
    where k.booking_id = v_conflict.other_booking_id and k.other_booking_id = v_booking.id and k.resolved_at is null;
  end if;
  if decision = 'cancel' then
    perform public.cancel_booking(v_booking.id, actor_user_id => resolve_conflict.actor_user_id);
  elsif decision = 'move' then
    perform private.move_session(v_booking, v_conflict.event_starts_at, v_conflict.event_ends_at);
  elsif decision = 'keep' and v_conflict.kind <> 'overlap' then
    v_event := private.session_event(v_booking.id);
    if v_conflict.kind = 'deleted' then
      -- It may not exist: written as a new event with the same identity.
      update public.booking_calendar_events as p set provider_event_id = null, version = null
      where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
    end if;
    perform private.plan_push(v_booking.id);
    perform private.detect_double_bookings(array[v_booking.id]);
  end if;
  select k.* into v_conflict from public.booking_conflicts as k where k.id = v_conflict.id;
  return private.booking_result(v_booking.id) || jsonb_build_object('conflict', private.conflict_json(v_conflict));
end;
$$;
comment on function public.resolve_conflict(uuid, uuid, text, uuid) is
  'The host decides about a conflict: keep (the booking stays as it is, its event is written again), move (the booking takes the times of its '
  'event), cancel, ignore (booking and event stay as they are, until either changes): {booking, generation, conflict}. Raises not_found, unauthorized, forbidden, invalid_state, invalid_request, slot_taken.';
