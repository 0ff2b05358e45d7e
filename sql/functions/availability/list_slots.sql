create function private.list_slots(
  p_event_type_id uuid, p_range tstzrange, p_duration_minutes integer, p_now timestamptz
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_most constant integer := 10000;
  v_rules constant private.slot_rules := private.load_slot_rules(p_event_type_id, p_duration_minutes);
  v_free private.free_windows;
  v_covered_until timestamptz;
  v_slots jsonb;
  v_count integer;
  v_next timestamptz;
begin
  if not v_rules.is_active then
    perform private.fail('not_found', 'This event type can not be booked.', 'It was switched off by its owner.');
  end if;
  v_free := private.find_free_windows(v_rules, p_range, p_now);
  select f.covered_until into v_covered_until from private.host_freshness(v_rules, p_now) as f;

  if v_rules.seats = 1 and v_free.confirm_from is null then
    select
      count(*),
      coalesce(jsonb_agg(jsonb_build_object(
        'start', private.iso_instant(g.starts_at), 'end', private.iso_instant(g.starts_at + v_rules.duration)
      )), '[]')
    into v_count, v_slots
    from private.grid_starts(v_free, v_rules.step, v_most + 1) as g;
  else
    select
      count(*),
      coalesce(jsonb_agg(
        jsonb_build_object(
          'start', private.iso_instant(g.starts_at), 'end', private.iso_instant(g.starts_at + v_rules.duration)
        )
        || case when v_rules.seats > 1
          then jsonb_build_object('seats_left', v_rules.seats - coalesce(s.taken, 0)) else '{}' end
        || case when g.starts_at > v_free.confirm_from then '{"needs_confirmation": true}'::jsonb else '{}' end
        order by g.starts_at
      ), '[]')
    into v_count, v_slots
    from private.grid_starts(v_free, v_rules.step, v_most + 1) as g
    left join (
      select lower(b.during) as starts_at, b.taken
      from private.booked_sessions(v_rules.host_id, p_range, p_now) as b
      where b.event_type_id = v_rules.event_type_id and upper(b.during) - lower(b.during) = v_rules.duration
    ) as s on s.starts_at = g.starts_at;
  end if;

  if v_count > v_most then
    v_next := (v_slots -> v_most ->> 'start')::timestamptz;
    v_slots := v_slots - v_most;
  end if;
  return jsonb_build_object(
    'event_type_id', v_rules.event_type_id,
    'duration_minutes', v_rules.duration_minutes,
    'time_zone', v_rules.zone,
    'as_of', private.iso_instant(p_now),
    'covered_until', private.iso_instant(nullif(v_covered_until, '-infinity')),
    'slots', v_slots
  ) || case when v_next is null then '{}' else jsonb_build_object('truncated_at', private.iso_instant(v_next)) end;
end;
$$;
comment on function private.list_slots(uuid, tstzrange, integer, timestamptz) is
  'The answer of get_available_slots as it is at p_now: at most 10,000 slots, truncated_at = first start left out. '
  'Raises not_found, invalid_request.';
