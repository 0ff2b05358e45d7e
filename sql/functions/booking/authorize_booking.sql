create function private.authorize_booking(p_booking_id uuid, p_actor_generation integer, p_actor_user_id uuid)
returns public.bookings
language plpgsql
stable
set search_path = ''
as $$
declare
  v_booking public.bookings;
  v_owner_id uuid;
begin
  select b.* into v_booking from public.bookings as b where b.id = p_booking_id and b.status <> 'held';
  if v_booking.id is null then
    perform private.fail('not_found', 'There is no such booking.', 'Check the id in the address.');
  end if;
  if p_actor_user_id is not null then
    select h.owner_id into v_owner_id from public.hosts as h where h.id = v_booking.host_id;
    if v_owner_id <> p_actor_user_id then
      perform private.fail('forbidden', 'This booking belongs to another host.', 'Sign in as its host.');
    end if;
  elsif v_booking.generation is distinct from p_actor_generation then
    perform private.fail('unauthorized', 'The link to this booking is no longer valid.', 'Use the link in the latest email.');
  end if;
  return v_booking;
end;
$$;
comment on function private.authorize_booking(uuid, integer, uuid) is
  'A booking, if the actor may act on it: the visitor by the generation in their token, the host by their user id. '
  'Raises not_found (also for holds), unauthorized, forbidden.';
