create function public.confirm_booking(booking_id uuid, actor_user_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this for a host that it has verified
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- planning each time costs more than the work
as $$
declare
  v_booking constant public.bookings := private.lock_booking(confirm_booking.booking_id, null, confirm_booking.actor_user_id);
begin
  if v_booking.status <> 'pending' then
    perform private.fail('invalid_state', format('A booking that is %s cannot be confirmed.', v_booking.status), 'Only requests can be confirmed.');
  end if;
  update public.bookings as b set status = 'confirmed', confirmed_at = now(), expires_at = null where b.id = v_booking.id;
  perform private.plan_push(v_booking.id);
  perform private.detect_double_bookings(array[v_booking.id]);
  perform private.notify_parties(v_booking.id, 'booking_confirmed');
  return private.booking_result(v_booking.id);
end;
$$;
comment on function public.confirm_booking(uuid, uuid) is
  'The host accepts a request; the constraint has kept its time since it was made. Raises not_found, forbidden, invalid_state.';
