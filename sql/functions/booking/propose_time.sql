create function public.propose_time(booking_id uuid, starts_at timestamptz, actor_user_id uuid, duration_minutes integer default null)
returns jsonb
language plpgsql
security definer -- service_role may call this for a host that it has verified
set search_path = ''
as $$
declare
  v_booking constant public.bookings := private.lock_booking(propose_time.booking_id, null, propose_time.actor_user_id);
  v_start constant timestamptz := private.require_finite_start(propose_time.starts_at);
  v_rules private.slot_rules;
  v_email text;
begin
  -- A time may be proposed for what the host could move.
  perform private.require_change(v_booking, true, true, null);
  v_rules := private.load_slot_rules(
    v_booking.event_type_id,
    coalesce(propose_time.duration_minutes, (extract(epoch from v_booking.ends_at - v_booking.starts_at) / 60)::integer)
  );
  if (v_booking.starts_at, v_booking.ends_at) = (v_start, v_start + v_rules.duration) then
    perform private.fail('invalid_request', 'The booking is at this time already.', 'Propose another time.');
  end if;
  if v_start <= now() then
    perform private.fail('slot_not_offered', 'This time has begun.', 'Propose a later time.');
  end if;
  perform private.require_host_start(v_rules, v_start, v_booking.id, true, false);
  if (v_booking.proposed_starts_at, v_booking.proposed_ends_at) is not distinct from (v_start, v_start + v_rules.duration) then
    return private.booking_result(v_booking.id);
  end if;
  update public.bookings as b
  set proposed_starts_at = v_start, proposed_ends_at = v_start + v_rules.duration,
    -- The visitor gets as long for their part.
    expires_at = case b.status when 'pending' then private.request_expiry(b.event_type_id, b.starts_at) end
  where b.id = v_booking.id;
  select a.email into v_email from public.booking_attendees as a where a.booking_id = v_booking.id;
  if v_email is not null then
    perform private.add_notification('booking_time_proposed', v_email, p_booking_id => v_booking.id);
  end if;
  return private.booking_result(v_booking.id);
end;
$$;
comment on function public.propose_time(uuid, timestamptz, uuid, integer) is
  'The host proposes another time for a booking or request, which the visitor may accept (accept_proposed_time); a later proposal replaces it, the '
  'same one again changes nothing while it is free. It keeps no time free; the booking keeps its own, a request as long as a new one. Rules of the host do not count, '
  'bookings and events do. Raises not_found, forbidden, invalid_state, invalid_request, slot_taken, slot_not_offered, calendar_unavailable.';
