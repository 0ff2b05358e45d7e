create function public.decide_series(booking_id uuid, is_accepted boolean, actor_user_id uuid, reason text default null)
returns jsonb
language plpgsql
security definer -- service_role may call this for a host that it has verified
set search_path = ''
as $$
declare
  v_booking constant public.bookings := private.lock_series(decide_series.booking_id, null, decide_series.actor_user_id);
  v_fault constant text := private.text_fault('The reason', decide_series.reason, 2000, true);
  v_requests constant uuid[] := array(
    select b.id from public.bookings as b
    where b.series_id = v_booking.series_id and b.status = 'pending'
    order by b.starts_at, b.id
  );
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault);
  end if;
  if v_requests = '{}' then
    perform private.fail(
      'invalid_state', 'No booking of this series waits for you.', 'There is nothing left to do.', jsonb_build_object('reason', v_booking.status)
    );
  end if;
  if decide_series.is_accepted then
    perform private.write_confirmation(r.id) from unnest(v_requests) as r (id);
  else
    perform private.write_refusal(r.id, decide_series.reason) from unnest(v_requests) as r (id);
  end if;
  perform private.notify_series(v_requests, case when decide_series.is_accepted then 'series_confirmed' else 'series_declined' end);
  return private.series_result(v_booking.series_id) || private.booking_result(v_booking.id);
end;
$$;
comment on function public.decide_series(uuid, boolean, uuid, text) is
  'The host accepts or refuses all requests of a series at once: {series_id, generation, bookings, booking}. All are confirmed, or none. Raises '
  'not_found, forbidden, invalid_request, invalid_state (no request is left), slot_taken (as confirm_booking).';
