create function public.release_hold(hold_id uuid, generation integer)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write holds otherwise
set search_path = ''
as $$
declare
  v_booking public.bookings;
begin
  perform private.lock_host((select b.host_id from public.bookings as b where b.id = release_hold.hold_id));

  select b.* into v_booking from public.bookings as b where b.id = release_hold.hold_id;
  if v_booking.id is null then
    perform private.fail('not_found', 'There is no such hold.', 'It may have been released already.');
  end if;
  if v_booking.generation is distinct from release_hold.generation then
    perform private.fail('unauthorized', 'The token does not open this hold.', 'Send the token that came with the hold.');
  end if;
  if v_booking.status not in ('held', 'expired') then
    perform private.fail('invalid_state', 'This hold has become a booking.', 'Cancel the booking instead.');
  end if;
  update public.bookings as b set status = 'expired', expires_at = least(b.expires_at, now())
  where b.id = v_booking.id and b.status = 'held';
  return null;
end;
$$;
comment on function public.release_hold(uuid, integer) is
  'Frees a held slot at once; repeatable. Raises not_found, unauthorized, invalid_state (it is now a booking).';
