create function private.insert_hold(
  p_host_id uuid, p_event_type_id uuid, p_start timestamptz, p_duration_minutes integer,
  p_address_key text, p_own_id uuid, p_own_generation integer
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_max_holds constant integer := 3;
  v_rules private.slot_rules;
  v_booking public.bookings;
begin
  -- It may be a booking by now, and bookings are not ended here.
  update public.bookings as b set status = 'expired', expires_at = least(b.expires_at, now())
  where b.id = p_own_id and b.host_id = p_host_id and b.generation = p_own_generation and b.status = 'held';
  v_rules := private.load_slot_rules(p_event_type_id, p_duration_minutes);
  perform private.expire_overlapping(p_host_id, tstzrange(p_start, p_start + v_rules.duration));
  perform private.require_free_start(v_rules, p_start, now());
  if private.count_active(p_host_id, 'address', p_address_key, v_max_holds) >= v_max_holds then
    perform private.fail(
      'rate_limited', 'Several times are already reserved for your address.', 'Book without a reservation, or try again in a few minutes.'
    );
  end if;
  insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at, expires_at)
  values (p_host_id, p_event_type_id, 'held', p_start, p_start + v_rules.duration, now() + interval '5 minutes')
  returning * into v_booking;
  if p_address_key is not null then
    insert into private.counted_bookings (booking_id, kind, host_id, counted_as, until)
    values (v_booking.id, 'address', p_host_id, p_address_key, v_booking.expires_at);
  end if;
  return jsonb_build_object(
    'id', v_booking.id, 'expires_at', private.iso_instant(v_booking.expires_at), 'generation', v_booking.generation
  );
exception
  when exclusion_violation or unique_violation then
    -- A row was written without these functions; the constraint refuses it.
    perform private.fail('slot_taken', 'This time has just been taken.', 'Choose another time.');
end;
$$;
comment on function private.insert_hold(uuid, uuid, timestamptz, integer, text, uuid, integer) is
  'Under the locks of the hosts, which the caller has (private.lock_slot): ends the visitor''s own hold, checks with the core, counts the holds of the address and inserts the new one.';
