create function public.confirm_booking(booking_id uuid, actor_user_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this for a host that it has verified
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- planning each time costs more than the work
set enable_seqscan = off -- a plan that was made while tables were small would read all of them for hours
as $$
declare
  v_booking constant public.bookings := private.lock_booking(confirm_booking.booking_id, null, confirm_booking.actor_user_id);
begin
  if v_booking.status <> 'pending' then
    perform private.fail(
      'invalid_state',
      case v_booking.status
        when 'confirmed' then 'This booking is confirmed already.'
        else format('A booking that is %s cannot be confirmed.', v_booking.status)
      end,
      'Only requests can be confirmed.',
      jsonb_build_object('reason', v_booking.status)
    );
  end if;
  perform private.write_confirmation(v_booking.id);
  perform private.notify_parties(v_booking.id, 'booking_confirmed');
  return private.booking_result(v_booking.id);
end;
$$;
comment on function public.confirm_booking(uuid, uuid) is
  'The host accepts a request; the constraint has kept its time since it was made. Refused where a booking of another host that takes its time is '
  'confirmed (details.booking_ids). Raises not_found, forbidden, invalid_state, slot_taken.';
