create function public.decline_booking(booking_id uuid, actor_user_id uuid, reason text default null)
returns jsonb
language plpgsql
security definer -- service_role may call this for a host that it has verified
set search_path = ''
as $$
declare
  v_booking constant public.bookings := private.lock_booking(decline_booking.booking_id, null, decline_booking.actor_user_id);
  v_fault constant text := private.text_fault('The reason', decline_booking.reason, 2000, true);
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault);
  end if;
  if v_booking.status <> 'pending' then
    perform private.fail(
      'invalid_state',
      case v_booking.status
        when 'declined' then 'This request was declined already.'
        else format('A booking that is %s cannot be declined.', v_booking.status)
      end,
      'Only requests can be declined.',
      jsonb_build_object('reason', v_booking.status)
    );
  end if;
  perform private.write_refusal(v_booking.id, decline_booking.reason);
  perform private.notify_parties(v_booking.id, 'booking_declined');
  return private.booking_result(v_booking.id);
end;
$$;
comment on function public.decline_booking(uuid, uuid, text) is
  'The host refuses a request and frees its time. Raises not_found, forbidden, invalid_state, invalid_request.';
