create function public.create_host_booking(
  actor_user_id uuid, event_type_id uuid, starts_at timestamptz, duration_minutes integer, attendee jsonb, answers jsonb default '{}',
  is_override boolean default false, is_forced boolean default false, idempotency_key text default null, request_hash text default null,
  location jsonb default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this for a host that it has verified
set search_path = ''
as $$
declare
  v_host_id uuid;
  v_start constant timestamptz := private.require_finite_start(create_host_booking.starts_at);
  v_rules private.slot_rules;
  v_set_aside jsonb;
  v_booking_id uuid;
begin
  perform public.require_event_type(create_host_booking.actor_user_id, create_host_booking.event_type_id);
  v_host_id := private.find_event_host(create_host_booking.event_type_id);
  perform private.require_attendee(create_host_booking.attendee);
  perform private.lock_slot(v_host_id, create_host_booking.event_type_id, v_start);
  v_booking_id := private.find_idempotent_booking(
    create_host_booking.actor_user_id, create_host_booking.event_type_id, create_host_booking.idempotency_key, create_host_booking.request_hash
  );
  if v_booking_id is null then
    v_rules := private.load_slot_rules(create_host_booking.event_type_id, create_host_booking.duration_minutes);
    perform private.expire_overlapping(v_host_id, tstzrange(v_start, v_start + v_rules.duration));
    v_set_aside := private.require_host_start(v_rules, v_start, null, create_host_booking.is_override, create_host_booking.is_forced);
    if not create_host_booking.is_override then
      perform private.require_few_bookings(v_host_id, create_host_booking.attendee ->> 'email');
    end if;
    v_booking_id := private.insert_host_booking(
      v_rules, v_start, create_host_booking.attendee, create_host_booking.answers, create_host_booking.location, create_host_booking.is_forced,
      v_set_aside
    );
    perform private.keep_idempotency_key(
      create_host_booking.actor_user_id, create_host_booking.event_type_id, create_host_booking.idempotency_key, create_host_booking.request_hash, v_booking_id
    );
  end if;
  return private.booking_result(v_booking_id) || jsonb_build_object('conflicts', coalesce((
    select jsonb_agg(private.conflict_json(k) order by k.event_starts_at, k.id) from public.booking_conflicts as k where k.booking_id = v_booking_id
  ), '[]'));
end;
$$;
comment on function public.create_host_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, boolean, boolean, text, text, jsonb) is
  'The host books for a visitor; it is confirmed at once: {booking, generation, conflicts}. is_override sets their own rules aside (hours, grid, '
  'blocked periods, notice, horizon, limits, bookings per email address), is_forced also what takes the time: bookings and events that it overlaps '
  'are conflicts, which the host is taken to have decided to keep. No question needs an answer, and no place the words '
  'of the visitor. Raises not_found, invalid_request, slot_taken, '
  'slot_not_offered, calendar_unavailable (with details.reasons), rate_limited.';
