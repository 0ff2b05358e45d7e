create function private.insert_booking(
  p_host_id uuid, p_event_type_id uuid, p_start timestamptz, p_duration_minutes integer, p_attendee jsonb, p_answers jsonb,
  p_hold_id uuid, p_idempotency_key text, p_request_hash text, p_location jsonb, p_owner_id uuid, p_is_locked boolean default false,
  p_metadata jsonb default null
)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_rules private.slot_rules;
  v_hold public.bookings;
  v_is_held boolean := false;
  v_needs_confirmation boolean;
  v_status text;
  v_booking_id uuid;
begin
  if not p_is_locked then
    perform private.lock_slot(p_host_id, p_event_type_id, p_start);
  end if;

  v_booking_id := private.find_idempotent_booking(p_owner_id, p_event_type_id, p_idempotency_key, p_request_hash);
  if v_booking_id is not null then
    return v_booking_id;
  end if;
  v_rules := private.load_slot_rules(p_event_type_id, p_duration_minutes);
  if p_hold_id is not null then
    v_hold := private.require_hold(p_hold_id, p_event_type_id, p_start, p_start + v_rules.duration);
    v_is_held := v_hold.status = 'held' and v_hold.expires_at > now();
  end if;
  perform private.expire_overlapping(p_host_id, tstzrange(p_start, p_start + v_rules.duration));
  v_needs_confirmation := private.require_start_or_hold(v_rules, p_start, p_hold_id, v_is_held);
  perform private.require_few_bookings(p_host_id, p_attendee ->> 'email');

  v_status := case when v_needs_confirmation or v_rules.requires_confirmation then 'pending' else 'confirmed' end;
  v_booking_id := private.write_booking(v_rules, p_start, v_status, p_attendee, p_answers, p_location, p_hold_id, v_is_held, null, p_metadata);
  perform private.keep_idempotency_key(p_owner_id, p_event_type_id, p_idempotency_key, p_request_hash, v_booking_id);
  perform private.plan_push(v_booking_id);
  perform private.detect_double_bookings(array[v_booking_id]);
  perform private.notify_parties(v_booking_id, case v_status when 'pending' then 'booking_requested' else 'booking_confirmed' end);
  return v_booking_id;
exception
  when exclusion_violation or unique_violation then
    -- A row was written without these functions; the constraint refuses it.
    perform private.fail('slot_taken', 'This time has just been taken.', 'Choose another time.');
end;
$$;
comment on function private.insert_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, uuid, text, text, jsonb, uuid, boolean, jsonb) is
  'Under the locks of the hosts (p_is_locked: the caller has them, by private.try_lock_slot): checks with the core, then writes booking, attendee, '
  'idempotency key, notifications, calendar event and jobs.';
