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
    'can_reschedule', v_limits.reschedule_refusal is null,
    'until', private.iso_instant(least(v_limits.cancel_until, v_limits.reschedule_until)),
    'cancel_until', private.iso_instant(v_limits.cancel_until),
    'reschedule_until', private.iso_instant(v_limits.reschedule_until),
    'reason_required', not p_is_host and (select e.reason_required from public.event_types as e where e.id = p_booking.event_type_id),
    'proposal', case when v_limits.reschedule_refusal is distinct from 'over' and p_booking.proposed_starts_at > now() then jsonb_build_object(
      'start', private.iso_instant(p_booking.proposed_starts_at), 'end', private.iso_instant(p_booking.proposed_ends_at)
    ) end
  );
end;
$$;
comment on function private.booking_changes(public.bookings, boolean) is
  'What its visitor, or its host, may do with a booking: {can_cancel, can_reschedule, until (when the first of them ends), cancel_until, '
  'reschedule_until (null: not at all, or without limit), reason_required, proposal ({start, end}, which the visitor may accept; null: none)}.';
