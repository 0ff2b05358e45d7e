create function public.create_booking_series(
  event_type_id uuid, starts_at timestamptz, duration_minutes integer, frequency text, series_count integer, attendee jsonb,
  answers jsonb default '{}', hold_id uuid default null, hold_generation integer default null,
  idempotency_key text default null, request_hash text default null, location jsonb default null,
  actor_user_id uuid default null, metadata jsonb default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write bookings otherwise
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- planning each time costs more than the work
as $$
declare
  v_host_id uuid;
  v_rules private.slot_rules;
  v_starts timestamptz[];
  v_skipped timestamptz[];
  v_booking_id uuid;
  v_is_replayed boolean := true;
  v_detail text;
  v_clashes jsonb;
begin
  perform private.require_attendee(create_booking_series.attendee);
  perform private.require_finite_start(create_booking_series.starts_at);
  v_booking_id := private.find_idempotent_booking(
    create_booking_series.actor_user_id, create_booking_series.event_type_id, create_booking_series.idempotency_key, create_booking_series.request_hash
  );
  if v_booking_id is null then
    v_is_replayed := false;
    v_host_id := private.find_event_host(create_booking_series.event_type_id);
    perform private.require_series(
      create_booking_series.event_type_id, create_booking_series.frequency, create_booking_series.series_count
    );
    if create_booking_series.hold_id is not null and not exists (
      select from public.bookings as b
      where b.id = create_booking_series.hold_id and b.generation is not distinct from create_booking_series.hold_generation
    ) then
      perform private.fail('unauthorized', 'The token does not open this hold.', 'Send the id and the token that came with the hold.');
    end if;
    v_rules := private.load_slot_rules(create_booking_series.event_type_id, create_booking_series.duration_minutes);
    select array_agg(s.starts_at), coalesce(array_agg(s.starts_at) filter (where s.is_skipped), '{}') into v_starts, v_skipped
    from private.series_starts(
      create_booking_series.starts_at, v_rules.zone, create_booking_series.frequency, create_booking_series.series_count
    ) as s;
    begin
      v_booking_id := private.insert_series(
        v_host_id, v_rules, v_starts, v_skipped, create_booking_series.attendee, create_booking_series.answers, create_booking_series.hold_id,
        create_booking_series.idempotency_key, create_booking_series.request_hash, create_booking_series.location,
        create_booking_series.actor_user_id, create_booking_series.metadata
      );
    exception
      when sqlstate 'PT409' or sqlstate 'PT503' then
        get stacked diagnostics v_detail = pg_exception_detail;
        if v_detail not like '% {"clashes": %' then
          raise;
        end if;
        -- What is near is found when the locks are given back.
        v_clashes := substr(v_detail, strpos(v_detail, ' ') + 1)::jsonb -> 'clashes';
    end;
    if v_clashes is not null then
      perform private.refuse_series((
        select jsonb_agg(c.value || jsonb_build_object('nearest', private.nearest_starts(
          v_rules, (c.value ->> 'start')::timestamptz, array_remove(v_starts, (c.value ->> 'start')::timestamptz)
        )) order by c.position)
        from jsonb_array_elements(v_clashes) with ordinality as c (value, position)
      ));
    end if;
  end if;
  return private.series_result((select b.series_id from public.bookings as b where b.id = v_booking_id))
    || jsonb_build_object('replayed', v_is_replayed);
end;
$$;
comment on function public.create_booking_series(
  uuid, timestamptz, integer, text, integer, jsonb, jsonb, uuid, integer, text, text, jsonb, uuid, jsonb
) is
  'Books a slot and the same wall-clock time (of the zone of the event type) on the days or weeks after it, frequency daily or weekly, series_count '
  'dates in all: all or nothing: {series_id, generation, bookings, replayed}. All are pending if one of them must be confirmed. hold_id: a hold of the '
  'first date. Else as create_booking. Raises not_found, invalid_request, unauthorized, invalid_state, rate_limited; if dates clash slot_taken, '
  'slot_not_offered or calendar_unavailable (private.refuse_series) with details.clashes, [{start, code, nearest: [the three nearest free starts]}].';
