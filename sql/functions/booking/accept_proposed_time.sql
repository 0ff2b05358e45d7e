create function public.accept_proposed_time(booking_id uuid, actor_generation integer, starts_at timestamptz default null)
returns jsonb
language plpgsql
security definer -- service_role may call this for a visitor that it has verified
set search_path = ''
as $$
declare
  v_proposed constant timestamptz := coalesce(
    accept_proposed_time.starts_at,
    (select b.proposed_starts_at from public.bookings as b where b.id = accept_proposed_time.booking_id)
  );
  v_booking constant public.bookings := private.lock_booking(
    accept_proposed_time.booking_id, accept_proposed_time.actor_generation, null, v_proposed
  );
  v_rules private.slot_rules;
  v_refusal text;
begin
  if v_booking.status = 'confirmed' and v_booking.proposed_starts_at is null and v_booking.starts_at = accept_proposed_time.starts_at then
    return private.booking_result(v_booking.id);
  end if;
  v_refusal := coalesce((private.change_limits(v_booking, true)).reschedule_refusal, case
    when v_booking.proposed_starts_at is null then 'no_proposal'
    when v_booking.proposed_starts_at is distinct from v_proposed then 'other_proposal'
    when v_booking.proposed_starts_at <= now() then 'too_late'
  end);
  if v_refusal is not null then
    perform private.fail(
      'invalid_state',
      case v_refusal
        when 'no_proposal' then 'The host proposes no other time.'
        when 'other_proposal' then 'The host proposes another time by now.'
        when 'too_late' then 'The time that the host proposed has begun.'
        else 'This booking can no longer be changed.'
      end,
      'Load the booking again.', jsonb_build_object('reason', v_refusal)
    );
  end if;
  v_rules := private.load_slot_rules(
    v_booking.event_type_id, (extract(epoch from v_booking.proposed_ends_at - v_booking.proposed_starts_at) / 60)::integer
  );
  perform private.expire_overlapping(v_booking.host_id, tstzrange(v_booking.proposed_starts_at, v_booking.proposed_ends_at));
  if exists (
    select from private.reasons_against(v_rules, v_booking.proposed_starts_at, v_booking.id, true, false) as r where not r.is_set_aside
  ) then
    perform private.fail('slot_taken', 'The time that the host proposed has been taken.', 'Keep your time, or choose another one.');
  end if;
  return private.write_move(
    v_booking, v_rules, v_booking.proposed_starts_at, 'confirmed', 'agreement', null,
    case v_booking.status when 'pending' then 'booking_confirmed' else 'booking_rescheduled' end
  );
end;
$$;
comment on function public.accept_proposed_time(uuid, integer, timestamptz) is
  'The visitor accepts the time that the host proposed: their booking or request moves there and is confirmed, sequence + 1. starts_at: the time '
  'that they saw (null: whatever is proposed). The same again changes nothing. Raises not_found, unauthorized, invalid_state with details.reason '
  '(as private.change_limits; no_proposal, other_proposal, too_late), invalid_request (this length is no longer offered), slot_taken.';
