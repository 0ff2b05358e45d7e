create function private.lock_booking(
  p_booking_id uuid, p_actor_generation integer, p_actor_user_id uuid, p_start timestamptz default null
)
returns public.bookings
language plpgsql
set search_path = ''
as $$
begin
  perform private.lock_slot(b.host_id, b.event_type_id, coalesce(p_start, b.starts_at), b.id)
  from public.bookings as b where b.id = p_booking_id;

  perform private.mark_expired(array[p_booking_id]);
  return private.authorize_booking(p_booking_id, p_actor_generation, p_actor_user_id);
end;
$$;
comment on function private.lock_booking(uuid, integer, uuid, timestamptz) is
  'Locks the hosts (private.lock_slot; p_start: where the booking is moved to), then calls private.authorize_booking on the row under the locks.';
