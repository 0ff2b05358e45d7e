create function private.insert_hold(p_host_id uuid, p_event_type_id uuid, p_start timestamptz, p_duration_minutes integer)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_rules private.slot_rules;
  v_booking public.bookings;
begin
  perform private.lock_slot(p_host_id, p_event_type_id, p_start);

  v_rules := private.load_slot_rules(p_event_type_id, p_duration_minutes);
  perform private.expire_overlapping(p_host_id, tstzrange(p_start, p_start + v_rules.duration));
  perform private.require_free_start(v_rules, p_start, now());
  insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at, expires_at)
  values (p_host_id, p_event_type_id, 'held', p_start, p_start + v_rules.duration, now() + interval '5 minutes')
  returning * into v_booking;
  return jsonb_build_object(
    'id', v_booking.id, 'expires_at', private.iso_instant(v_booking.expires_at), 'generation', v_booking.generation
  );
exception
  when exclusion_violation or unique_violation then
    -- A row that was written past these functions; the constraint has the last word.
    perform private.fail('slot_taken', 'This time has just been taken.', 'Choose another time.');
end;
$$;
comment on function private.insert_hold(uuid, uuid, timestamptz, integer) is
  'Under the locks of the hosts: asks the core and inserts the hold.';
