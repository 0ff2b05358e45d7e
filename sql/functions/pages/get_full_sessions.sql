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
        'start', private.iso_instant(s.starts_at), 'end', private.iso_instant(s.starts_at + v_rules.duration)
      ) order by s.starts_at)
      from (
        select lower(b.during) as starts_at from private.booked_sessions(v_rules.host_id, v_range, now()) as b
        where b.event_type_id = v_rules.event_type_id and upper(b.during) - lower(b.during) = v_rules.duration and b.taken >= v_rules.seats
        union
        select w.starts_at from private.waiting_sessions(v_rules, v_range, now()) as w where w.taken + w.waiting >= v_rules.seats
      ) as s
      where not isempty(v_range) and v_rules.seats > 1 and s.starts_at <@ v_range
        and exists (select from public.event_types as e where e.id = v_rules.event_type_id and e.waitlist_max > 0)
        and private.is_free_start(v_rules, s.starts_at, 'bookings')
    ), '[]')
  );
end;
$$;
comment on function public.get_full_sessions(uuid, timestamptz, timestamptz, integer) is
  'Sessions with several seats that are full, with range_start <= start < range_end, for which a visitor may wait (join_waitlist): {event_type_id, '
  'duration_minutes, sessions: [{start, end}]}; none where there is no waiting list. Raises not_found, invalid_range (over 100 days), invalid_request.';
