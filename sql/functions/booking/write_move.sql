create function private.write_move(
  p_booking public.bookings, p_rules private.slot_rules, p_start timestamptz, p_status text, p_moved_by text, p_reason text, p_kind text
)
returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  perform private.reassign_event(p_booking.id);
  update public.bookings as b
  set starts_at = p_start, ends_at = p_start + p_rules.duration, seat = null, sequence = b.sequence + 1, status = p_status,
    unread_calendars = private.stale_calendars(
      p_rules, tstzrange(p_start - p_rules.buffer_before, p_start + p_rules.duration + p_rules.buffer_after), now()
    ),
    expires_at = case p_status when 'pending' then private.request_expiry(b.event_type_id, p_start) end,
    confirmed_at = case p_status when 'confirmed' then coalesce(b.confirmed_at, now()) else b.confirmed_at end,
    previous_starts_at = b.starts_at, previous_ends_at = b.ends_at,
    reschedules = b.reschedules + (p_moved_by = 'visitor')::integer, moved_by = p_moved_by,
    move_reason = nullif(btrim(p_reason), '')
  where b.id = p_booking.id;
  perform private.plan_push(p_booking.id);
  perform private.close_conflicts(p_booking.id);
  perform private.detect_double_bookings(array[p_booking.id]);
  perform private.notify_parties(p_booking.id, p_kind);
  return private.booking_result(p_booking.id);
exception
  when exclusion_violation or unique_violation then
    -- A row was written without these functions; the constraint refuses it.
    perform private.fail('slot_taken', 'This time has just been taken.', 'Choose another time.');
end;
$$;
comment on function private.write_move(public.bookings, private.slot_rules, timestamptz, text, text, text, text) is
  'Moves one booking, which may be moved, to a time that is free, under the locks of the hosts: the row, its event, conflicts and mails (p_kind). p_moved_by: '
  'visitor, host or agreement. '
  'Raises slot_taken.';
