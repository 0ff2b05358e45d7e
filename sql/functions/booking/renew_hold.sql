create function public.renew_hold(hold_id uuid, generation integer)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write holds otherwise
set search_path = ''
as $$
declare
  v_booking public.bookings;
begin
  perform private.lock_host((select b.host_id from public.bookings as b where b.id = renew_hold.hold_id));

  select b.* into v_booking from public.bookings as b where b.id = renew_hold.hold_id;
  if v_booking.id is null then
    perform private.fail('not_found', 'There is no such hold.', 'Choose a time again.');
  end if;
  if v_booking.generation is distinct from renew_hold.generation then
    perform private.fail('unauthorized', 'The token does not open this hold.', 'Send the token that came with the hold.');
  end if;
  if v_booking.status not in ('held', 'expired')
    or exists (select from public.booking_attendees as a where a.booking_id = v_booking.id)
  then
    perform private.fail('invalid_state', 'This hold has become a booking.', 'Open the booking that was made with it.');
  end if;
  if v_booking.status = 'expired' or v_booking.expires_at <= now() then
    perform private.fail('hold_expired', 'The reservation is over.', 'You can still book this time if it is free.');
  end if;
  if v_booking.renewed_at is not null then
    perform private.fail('invalid_state', 'This hold was already renewed.', 'A hold can be renewed once. Book before it ends.');
  end if;
  update public.bookings as b set expires_at = b.expires_at + interval '5 minutes', renewed_at = now()
  where b.id = v_booking.id
  returning b.* into v_booking;
  return jsonb_build_object(
    'id', v_booking.id, 'expires_at', private.iso_instant(v_booking.expires_at), 'generation', v_booking.generation
  );
end;
$$;
comment on function public.renew_hold(uuid, integer) is
  'Extends a hold that is not over by 5 minutes, once: {id, expires_at, generation}. Raises not_found, unauthorized, hold_expired, invalid_state '
  '(it was already renewed, or is now a booking).';
