create function public.get_full_sessions(
  event_type_id uuid, range_start timestamptz, range_end timestamptz, duration_minutes integer default null
)
returns jsonb
language plpgsql
stable
security definer -- anonymous visitors may read no table; the result has instants only
set search_path = ''
as $$
declare
  v_range tstzrange := private.require_range(get_full_sessions.range_start, get_full_sessions.range_end, 100);
  v_rules constant private.slot_rules := private.load_slot_rules(get_full_sessions.event_type_id, get_full_sessions.duration_minutes);
begin
  if not v_rules.is_active then
    perform private.fail('not_found', 'This event type cannot be booked.', 'It was switched off by its owner.');
  end if;
  v_range := v_range * tstzrange(now() + v_rules.min_notice, now() + greatest(v_rules.min_notice, v_rules.horizon));
  return jsonb_build_object(
    'event_type_id', v_rules.event_type_id,
    'duration_minutes', v_rules.duration_minutes,
    'sessions', coalesce((
      select jsonb_agg(jsonb_build_object(
        'start', private.iso_instant(lower(s.during)), 'end', private.iso_instant(upper(s.during))
      ) order by lower(s.during))
      from private.booked_sessions(v_rules.host_id, v_range, now()) as s
      join public.event_types as e on e.id = s.event_type_id and e.waitlist_max > 0
      where not isempty(v_range) and v_rules.seats > 1 and s.event_type_id = v_rules.event_type_id
        and lower(s.during) <@ v_range and upper(s.during) - lower(s.during) = v_rules.duration
        and s.taken >= v_rules.seats and private.is_free_start(v_rules, lower(s.during), 'bookings')
    ), '[]')
  );
end;
$$;
comment on function public.get_full_sessions(uuid, timestamptz, timestamptz, integer) is
  'Sessions with several seats that are full, with range_start <= start < range_end, for which a visitor may wait (join_waitlist): {event_type_id, '
  'duration_minutes, sessions: [{start, end}]}; none where there is no waiting list. Raises not_found, invalid_range (over 100 days), invalid_request.';
