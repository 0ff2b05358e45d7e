create function public.get_series(booking_id uuid, actor_generation integer default null, actor_user_id uuid default null)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for an actor that it has verified
set search_path = ''
as $$
declare
  v_is_host constant boolean := get_series.actor_user_id is not null;
  v_booking constant public.bookings := private.authorize_booking(
    get_series.booking_id, get_series.actor_generation, get_series.actor_user_id
  );
begin
  if v_booking.series_id is null then
    perform private.fail('invalid_state', 'This booking belongs to no series.', 'Ask for the booking itself.', '{"reason": "no_series"}');
  end if;
  return jsonb_build_object('series_id', v_booking.series_id, 'bookings', (
    select coalesce(jsonb_agg(private.mailed_booking(b.id, v_is_host) order by b.starts_at, b.id), '[]')
    from public.bookings as b
    where b.series_id = v_booking.series_id and b.status in ('pending', 'confirmed', 'cancelled')
      and (v_is_host or b.generation = v_booking.generation)
  ));
end;
$$;
comment on function public.get_series(uuid, integer, uuid) is
  'The bookings of a series for its calendar file, by start: {series_id, bookings (private.mailed_booking)}. For its visitor (by the generation in '
  'their token) or its host (by user id). Raises not_found, unauthorized, forbidden, invalid_state (no_series).';
