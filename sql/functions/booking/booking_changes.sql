create function private.booking_changes(p_booking public.bookings, p_is_host boolean)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_limits constant private.change_limits := private.change_limits(p_booking, p_is_host);
begin
  return jsonb_build_object(
    'can_cancel', v_limits.cancel_refusal is null,
    'cancel_refusal', v_limits.cancel_refusal,
    'can_reschedule', v_limits.reschedule_refusal is null,
    'reschedule_refusal', v_limits.reschedule_refusal,
    'until', private.iso_instant(least(v_limits.cancel_until, v_limits.reschedule_until)),
    'cancel_until', private.iso_instant(v_limits.cancel_until),
    'reschedule_until', private.iso_instant(v_limits.reschedule_until),
    'reason_required', not p_is_host and (select e.reason_required from public.event_types as e where e.id = p_booking.event_type_id),
    'proposal', private.open_proposal(p_booking)
  );
end;
$$;
comment on function private.booking_changes(public.bookings, boolean) is
  'What its visitor, or its host, may do with a booking: {can_cancel, cancel_refusal (as private.change_limits; null: '
  'they may), can_reschedule, reschedule_refusal, until (when the first of them ends), cancel_until, '
  'reschedule_until (null: not at all, or without limit), reason_required, proposal ({start, end}, which the visitor may accept; null: none)}.';
