create function public.get_booking(booking_id uuid, actor_generation integer default null, actor_user_id uuid default null)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for an actor that it has verified
set search_path = ''
as $$
begin
  perform private.authorize_booking(get_booking.booking_id, get_booking.actor_generation, get_booking.actor_user_id);
  return private.booking_result(get_booking.booking_id);
end;
$$;
comment on function public.get_booking(uuid, integer, uuid) is
  'A booking for its visitor (by the generation in their token) or its host (by user id). Raises not_found, unauthorized, forbidden.';
