create function public.hold_slot(
  event_type_id uuid, starts_at timestamptz, duration_minutes integer,
  address_key text default null, own_hold_id uuid default null, own_generation integer default null,
  idempotency_key text default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write holds otherwise
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- planning each time costs more than the work
set enable_seqscan = off -- a plan that was made while tables were small would read all of them for hours
as $$
declare
  v_host_id constant uuid := private.find_event_host(hold_slot.event_type_id);
  v_own_id constant uuid := (
    select b.id from public.bookings as b
    where b.id = hold_slot.own_hold_id and b.generation = hold_slot.own_generation and b.host_id = v_host_id and b.status = 'held'
  );
  -- Among the keys of bookings, of which it is none.
  v_key constant text := 'hold ' || md5(hold_slot.idempotency_key);
  v_hash constant text := concat_ws(' ', hold_slot.event_type_id, extract(epoch from hold_slot.starts_at), hold_slot.duration_minutes);
  v_known_id uuid := private.find_idempotent_booking(null, hold_slot.event_type_id, v_key, v_hash);
  v_hold jsonb;
begin
  if v_known_id is null then
    -- Checked once without the lock, so that nobody queues for a slot that is gone.
    begin
      perform private.require_free_start(
        private.load_slot_rules(hold_slot.event_type_id, hold_slot.duration_minutes),
        private.require_finite_start(hold_slot.starts_at), now(), v_own_id
      );
    exception
      when sqlstate 'PT409' or sqlstate 'PT503' then
        -- The same request, sent twice, may have just taken it.
        v_known_id := private.find_idempotent_booking(null, hold_slot.event_type_id, v_key, v_hash);
        if v_known_id is null then
          raise;
        end if;
    end;
  end if;
  if v_known_id is null then
    perform private.lock_slot(v_host_id, hold_slot.event_type_id, hold_slot.starts_at);
    v_known_id := private.find_idempotent_booking(null, hold_slot.event_type_id, v_key, v_hash);
  end if;
  if v_known_id is not null then
    select jsonb_build_object('id', b.id, 'expires_at', private.iso_instant(b.expires_at), 'generation', b.generation) into v_hold
    from public.bookings as b where b.id = v_known_id and b.status = 'held' and b.expires_at > now();
    if v_hold is null then
      perform private.fail('hold_expired', 'The reservation is over.', 'You can still book this time if it is free.');
    end if;
    return v_hold;
  end if;
  v_hold := private.insert_hold(
    v_host_id, hold_slot.event_type_id, hold_slot.starts_at, hold_slot.duration_minutes,
    hold_slot.address_key, v_own_id, hold_slot.own_generation
  );
  perform private.keep_idempotency_key(null, hold_slot.event_type_id, v_key, v_hash, (v_hold ->> 'id')::uuid);
  return v_hold;
end;
$$;
comment on function public.hold_slot(uuid, timestamptz, integer, text, uuid, integer, text) is
  'Reserves a slot for 5 minutes: {id, expires_at, generation}. address_key: by what the holds of a caller are counted, at most 3 active ones per '
  'host (null: not counted). own_hold_id, own_generation: the hold that the visitor has with this host; it ends only when the new one is made. '
  'The same idempotency_key for the same slot gives the same hold, as long as it lasts (then hold_expired). '
  'Raises not_found, invalid_request, invalid_range, slot_taken, slot_not_offered, calendar_unavailable, rate_limited, hold_expired.';
