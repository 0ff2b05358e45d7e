create function public.get_booking(booking_id uuid, actor_generation integer default null, actor_user_id uuid default null)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for an actor that it has verified
set search_path = ''
as $$
declare
  v_booking constant public.bookings := private.authorize_booking(
    get_booking.booking_id, get_booking.actor_generation, get_booking.actor_user_id
  );
  v_is_host constant boolean := get_booking.actor_user_id is not null;
  v_result constant jsonb := private.booking_result(v_booking.id);
begin
  return jsonb_set(v_result || jsonb_build_object(
    'booking', v_result -> 'booking' || case when v_is_host then private.booking_details(v_booking.id) else '{}' end
      || private.booking_changes(v_booking, v_is_host)
      || jsonb_build_object('location', v_booking.location, 'location_text', private.location_text(
        v_booking, (select e.location from public.event_types as e where e.id = v_booking.event_type_id), v_is_host
      ), 'description', (select e.description from public.event_types as e where e.id = v_booking.event_type_id),
        'series', private.series_json(v_booking.series_id, v_is_host) || private.series_place(v_booking.id))
  ), '{booking,host,reply_to}', coalesce(to_jsonb((select h.reply_to from public.hosts as h where h.id = v_booking.host_id)), 'null'));
end;
$$;
comment on function public.get_booking(uuid, integer, uuid) is
  'A booking for its visitor (by the generation in their token) or its host (by user id), with what they may do with it '
  '(private.booking_changes), what it is about (description), where it takes place (location; location_text: without the words of the visitor for the visitor, for '
  'calendar files), where to write to the host (host.reply_to; null: nobody says) and its series (private.series_json) with its place in it (private.series_place); for the host all of private.booking_details. Raises not_found, '
  'unauthorized, forbidden.';
