create function private.require_change(p_booking public.bookings, p_is_move boolean, p_is_host boolean, p_reason text)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_limits constant private.change_limits := private.change_limits(p_booking, p_is_host);
  v_done constant text := case when p_is_move then 'moved' else 'cancelled' end;
  v_refusal text := case when p_is_move then v_limits.reschedule_refusal else v_limits.cancel_refusal end;
begin
  if v_refusal is null and not p_is_host and (p_reason is null or private.is_blank(p_reason)) and exists (
    select from public.event_types as e where e.id = p_booking.event_type_id and e.reason_required
  ) then
    v_refusal := 'reason_required';
  end if;
  if v_refusal is null then
    return;
  end if;
  perform private.fail(
    'invalid_state',
    case v_refusal
      when 'over' then format('A booking that is over cannot be %s.', v_done)
      when 'not_allowed' then format('This booking cannot be %s online.', v_done)
      when 'too_late' then format('It is too late: this booking can no longer be %s online.', v_done)
      when 'max_reschedules' then 'This booking has been moved as often as the host permits.'
      when 'reason_required' then 'The host asks for a reason.'
      else format('A booking that is %s cannot be %s.', v_refusal, v_done)
    end,
    case
      when v_refusal in ('not_allowed', 'too_late', 'max_reschedules') then 'Write to the host.'
      when v_refusal = 'reason_required' then 'Send a reason.'
      when p_is_move then 'Book a new time.'
      else 'There is nothing left to do.'
    end,
    jsonb_build_object('reason', v_refusal)
  );
end;
$$;
comment on function private.require_change(public.bookings, boolean, boolean, text) is
  'Passes if the visitor, or the host, may now cancel (else: move) this booking, which is read under the lock of its host. Raises invalid_state with '
  'details.reason: as private.change_limits, or reason_required.';
