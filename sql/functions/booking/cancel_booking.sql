create function public.cancel_booking(
  booking_id uuid, reason text default null, actor_generation integer default null, actor_user_id uuid default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this for an actor that it has verified
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- planning each time costs more than the work
set enable_seqscan = off -- a plan that was made while tables were small would read all of them for hours
as $$
declare
  v_booking constant public.bookings := private.lock_booking(
    cancel_booking.booking_id, cancel_booking.actor_generation, cancel_booking.actor_user_id
  );
  v_fault constant text := private.text_fault('The reason', cancel_booking.reason, 2000, true);
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault);
  end if;
  if v_booking.status <> 'cancelled' then
    perform private.require_change(v_booking, false, cancel_booking.actor_user_id is not null, cancel_booking.reason);
    perform private.write_cancellation(
      v_booking.id, case when cancel_booking.actor_user_id is null then 'visitor' else 'host' end, cancel_booking.reason
    );
    perform private.notify_parties(v_booking.id, 'booking_cancelled');
  end if;
  return private.booking_result(v_booking.id);
end;
$$;
comment on function public.cancel_booking(uuid, text, integer, uuid) is
  'Cancels a pending or confirmed booking and frees its time; repeatable. A visitor may as long as the event type permits '
  '(private.require_change). reason: from one of the two to the other. Raises not_found, unauthorized, forbidden, invalid_state, invalid_request.';
