create function private.change_limits(p_booking public.bookings, p_is_host boolean)
returns private.change_limits
language plpgsql
stable
set search_path = ''
as $$
declare
  v_event_type public.event_types;
  v_limits private.change_limits;
  v_refusal constant text := case
    when p_booking.status = 'pending' and p_booking.expires_at <= now() then 'expired'
    when p_booking.status not in ('pending', 'confirmed') then p_booking.status
  end;
begin
  v_limits.cancel_refusal := v_refusal;
  v_limits.reschedule_refusal := coalesce(v_refusal, case when p_booking.ends_at <= now() then 'over' end);
  if p_is_host then
    v_limits.reschedule_until := case when v_limits.reschedule_refusal is null then p_booking.ends_at end;
    return v_limits;
  end if;

  select e.* into v_event_type from public.event_types as e where e.id = p_booking.event_type_id;
  v_limits.cancel_until := p_booking.starts_at - make_interval(mins => coalesce(v_event_type.cancel_until_minutes, 0));
  v_limits.cancel_refusal := coalesce(v_limits.reschedule_refusal, case
    when v_event_type.cancel_until_minutes = -1 then 'not_allowed'
    when v_limits.cancel_until <= now() then 'too_late'
  end);
  v_limits.reschedule_until := p_booking.starts_at - make_interval(mins => coalesce(v_event_type.reschedule_until_minutes, 0));
  v_limits.reschedule_refusal := coalesce(v_limits.reschedule_refusal, case
    when v_event_type.reschedule_until_minutes = -1 then 'not_allowed'
    when v_limits.reschedule_until <= now() then 'too_late'
    when p_booking.reschedules >= v_event_type.max_reschedules then 'max_reschedules'
  end);
  -- A request ends with the time that the host has for it.
  v_limits.cancel_until := case when v_limits.cancel_refusal is null then least(v_limits.cancel_until, p_booking.expires_at) end;
  v_limits.reschedule_until := case when v_limits.reschedule_refusal is null then least(v_limits.reschedule_until, p_booking.expires_at) end;
  return v_limits;
end;
$$;
comment on function private.change_limits(public.bookings, boolean) is
  'What the visitor of a booking, or its host, may do with it now. Refusals: the state of a booking that is not open, over (after its end), and for '
  'visitors not_allowed, too_late, max_reschedules, by the rules of its event type. The host may cancel also what is over.';
