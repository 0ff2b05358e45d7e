create function public.create_booking(
  event_type_id uuid, starts_at timestamptz, duration_minutes integer, attendee jsonb, answers jsonb default '{}',
  hold_id uuid default null, hold_generation integer default null,
  idempotency_key text default null, request_hash text default null, location jsonb default null,
  actor_user_id uuid default null, metadata jsonb default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write bookings otherwise
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- planning each time costs more than the work
set enable_seqscan = off -- a plan that was made while tables were small would read all of them for hours
as $$
declare
  v_host_id uuid;
  v_booking_id uuid;
  v_is_locked boolean := false;
begin
  perform private.require_attendee(create_booking.attendee);
  perform private.require_finite_start(create_booking.starts_at);
  v_booking_id := private.find_idempotent_booking(
    create_booking.actor_user_id, create_booking.event_type_id, create_booking.idempotency_key, create_booking.request_hash
  );
  if v_booking_id is not null then
    return private.booking_result(v_booking_id) || '{"replayed": true}';
  end if;

  v_host_id := private.find_event_host(create_booking.event_type_id);
  if create_booking.hold_id is null then
    v_is_locked := private.try_lock_slot(v_host_id, create_booking.event_type_id, create_booking.starts_at);
  end if;
  if create_booking.hold_id is null and not v_is_locked then
    -- Somebody is changing this host. Checked once without the lock, so that nobody queues for a slot that is gone.
    begin
      perform private.require_free_start(
        private.load_slot_rules(create_booking.event_type_id, create_booking.duration_minutes), create_booking.starts_at, now()
      );
    exception
      when sqlstate 'PT409' or sqlstate 'PT503' then
        -- The same request, sent twice, may have just taken it.
        v_booking_id := private.find_idempotent_booking(
          create_booking.actor_user_id, create_booking.event_type_id, create_booking.idempotency_key, create_booking.request_hash
        );
        if v_booking_id is null then
          raise;
        end if;
        return private.booking_result(v_booking_id) || '{"replayed": true}';
    end;
  elsif create_booking.hold_id is not null and not exists (
    select from public.bookings as b
    where b.id = create_booking.hold_id and b.generation is not distinct from create_booking.hold_generation
  ) then
    perform private.fail('unauthorized', 'The token does not open this hold.', 'Send the id and the token that came with the hold.');
  end if;
  v_booking_id := private.insert_booking(
    v_host_id, create_booking.event_type_id, create_booking.starts_at, create_booking.duration_minutes,
    create_booking.attendee, create_booking.answers, create_booking.hold_id,
    create_booking.idempotency_key, create_booking.request_hash, create_booking.location,
    create_booking.actor_user_id, v_is_locked, create_booking.metadata
  );
  return private.booking_result(v_booking_id) || '{"replayed": false}';
end;
$$;
comment on function public.create_booking(uuid, timestamptz, integer, jsonb, jsonb, uuid, integer, text, text, jsonb, uuid, jsonb) is
  'Books a slot, or the slot of a hold: {booking, generation, replayed}; pending where the host must confirm. location: '
  'private.choose_location. metadata: an object that the host gets back. The same idempotency_key and request_hash of the same caller (actor_user_id: the owner whose API key asks; null: a visitor) '
  'give the same booking for 24 h. Raises not_found, invalid_request (also for another hash under the key), unauthorized, slot_taken, '
  'slot_not_offered, calendar_unavailable, hold_expired, invalid_state (the hold was used), rate_limited (this address has as many bookings as the '
  'host permits).';
