create function private.lock_series(p_booking_id uuid, p_actor_generation integer, p_actor_user_id uuid)
returns public.bookings
language plpgsql
set search_path = ''
as $$
declare
  v_booking public.bookings;
begin
  select b.* into v_booking from public.bookings as b where b.id = p_booking_id;
  if v_booking.series_id is null then
    -- Whoever may not see the booking does not learn that it belongs to no series.
    perform private.lock_booking(p_booking_id, p_actor_generation, p_actor_user_id);
    perform private.fail('invalid_state', 'This booking belongs to no series.', 'Change the booking itself.', '{"reason": "no_series"}');
  end if;
  perform private.lock_slots(v_booking.host_id, v_booking.event_type_id, array_agg(o.starts_at), array_agg(o.id))
  from public.bookings as o where o.series_id = v_booking.series_id;
  perform private.mark_expired(array(select o.id from public.bookings as o where o.series_id = v_booking.series_id));
  return private.authorize_booking(p_booking_id, p_actor_generation, p_actor_user_id);
end;
$$;
comment on function private.lock_series(uuid, integer, uuid) is
  'private.lock_booking for a booking and all others of its series. Raises invalid_state (it belongs to none) and as private.authorize_booking.';
