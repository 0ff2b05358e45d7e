create function public.acknowledge_lost_booking(lost_booking_id uuid, owner_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
declare
  v_lost private.lost_bookings;
begin
  update private.lost_bookings as x set acknowledged_at = coalesce(x.acknowledged_at, now())
  from public.calendars as c
  where x.id = acknowledge_lost_booking.lost_booking_id and c.id = x.calendar_id and c.owner_id = acknowledge_lost_booking.owner_id
  returning x.* into v_lost;
  if v_lost.id is null then
    perform private.fail('not_found', 'There is no such booking in your calendars.', 'Load the list of calendars again.');
  end if;
  return jsonb_build_object(
    'lost_booking', jsonb_build_object('id', v_lost.id, 'acknowledged_at', private.iso_instant(v_lost.acknowledged_at))
  );
end;
$$;
comment on function public.acknowledge_lost_booking(uuid, uuid) is
  'The owner has seen to a booking of which only their calendar knew: it is no longer shown. Its event stays, and takes its time. Repeatable; the first '
  'time counts: {lost_booking}. Raises not_found.';
