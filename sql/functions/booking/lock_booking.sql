create function private.lock_booking(p_booking_id uuid, p_actor_generation integer, p_actor_user_id uuid)
returns public.bookings
language plpgsql
set search_path = ''
as $$
begin
  perform from public.hosts as h
  where h.id = (select b.host_id from public.bookings as b where b.id = p_booking_id)
  for no key update;

  perform private.mark_expired(array[p_booking_id]);
  return private.open_booking(p_booking_id, p_actor_generation, p_actor_user_id);
end;
$$;
comment on function private.lock_booking(uuid, integer, uuid) is
  'Takes the lock of the host, then private.open_booking as the row is under the lock.';
