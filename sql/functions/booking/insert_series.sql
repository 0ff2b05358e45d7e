create function private.insert_series(
  p_host_id uuid, p_rules private.slot_rules, p_starts timestamptz[], p_skipped timestamptz[], p_attendee jsonb, p_answers jsonb,
  p_hold_id uuid, p_idempotency_key text, p_request_hash text, p_location jsonb, p_owner_id uuid, p_metadata jsonb
)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_series_id constant uuid := gen_random_uuid();
  v_status text := case when p_rules.requires_confirmation then 'pending' else 'confirmed' end;
  v_hold public.bookings;
  v_hold_id uuid := p_hold_id;
  v_booking_id uuid;
  v_booking_ids uuid[] := '{}';
  v_needs_confirmation boolean := false;
  v_clashes jsonb := '[]';
  v_code text;
begin
  perform private.lock_slots(p_host_id, p_rules.event_type_id, p_starts, '{}');

  v_booking_id := private.find_idempotent_booking(p_owner_id, p_rules.event_type_id, p_idempotency_key, p_request_hash);
  if v_booking_id is not null then
    return v_booking_id;
  end if;
  if p_hold_id is not null then
    v_hold := private.require_hold(p_hold_id, p_rules.event_type_id, p_starts[1], p_starts[1] + p_rules.duration);
  end if;
  for i in 1..cardinality(p_starts) loop
    begin
      if p_starts[i] = any (p_skipped) then
        perform private.fail('slot_not_offered', 'A clock change skips this time.');
      end if;
      perform private.expire_overlapping(p_host_id, tstzrange(p_starts[i], p_starts[i] + p_rules.duration));
      v_needs_confirmation := private.require_free_start(
        p_rules, p_starts[i], now(), v_hold_id, coalesce(v_hold_id is not null and v_hold.status = 'held' and v_hold.expires_at > now(), false)
      ) or v_needs_confirmation;
      perform private.require_few_bookings(p_host_id, p_attendee ->> 'email');
      -- Written at once, so that the limits of days and weeks count it for the next dates.
      v_booking_ids := v_booking_ids || private.write_booking(
        p_rules, p_starts[i], v_status, p_attendee, p_answers, p_location, v_hold_id,
        coalesce(v_hold_id is not null and v_hold.status = 'held' and v_hold.expires_at > now(), false), v_series_id, p_metadata
      );
    exception
      when sqlstate 'PT409' or sqlstate 'PT503' or exclusion_violation or unique_violation then
        get stacked diagnostics v_code = pg_exception_detail;
        v_clashes := v_clashes || jsonb_build_object(
          'start', private.iso_instant(p_starts[i]), 'code', case when sqlstate like 'PT%' then split_part(v_code, ' ', 1) else 'slot_taken' end
        );
    end;
    v_hold_id := null;
  end loop;
  if v_clashes <> '[]' then
    perform private.refuse_series(v_clashes);
  end if;

  if v_needs_confirmation and v_status = 'confirmed' then
    -- A series is decided as one.
    v_status := 'pending';
    update public.bookings as b
    set status = 'pending', confirmed_at = null, expires_at = private.request_expiry(b.event_type_id, b.starts_at)
    where b.id = any (v_booking_ids);
  end if;
  perform private.keep_idempotency_key(p_owner_id, p_rules.event_type_id, p_idempotency_key, p_request_hash, v_booking_ids[1]);
  perform private.plan_push(b.id) from unnest(v_booking_ids) as b (id);
  perform private.detect_double_bookings(v_booking_ids);
  perform private.notify_series(v_booking_ids, case v_status when 'pending' then 'series_requested' else 'series_confirmed' end);
  return v_booking_ids[1];
end;
$$;
comment on function private.insert_series(
  uuid, private.slot_rules, timestamptz[], timestamptz[], jsonb, jsonb, uuid, text, text, jsonb, uuid, jsonb
) is
  'Under the locks of the hosts: books all of p_starts, or refuses all (private.refuse_series) and then names every one that clashes. p_skipped: '
  'those that a clock change skips. p_hold_id: a hold of the first one.';
