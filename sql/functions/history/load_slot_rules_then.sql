-- Generated from load_slot_rules.sql by npm run db:build and db:diff. Do not edit.
create function private.load_slot_rules_then(p_event_type_id uuid, p_duration_minutes integer)
returns private.slot_rules
language plpgsql
stable
set search_path = ''
as $$
declare
  v_rules private.slot_rules;
  v_durations integer[];
begin
  select
    e.id, e.host_id, e.is_active and h.is_active, coalesce(e.time_zone, h.time_zone), h.time_zone,
    d.minutes, make_interval(mins => d.minutes),
    make_interval(mins => coalesce(e.slot_interval_minutes, d.minutes)),
    make_interval(mins => e.buffer_before_minutes), make_interval(mins => e.buffer_after_minutes),
    make_interval(mins => e.min_notice_minutes), make_interval(hours => 24 * e.horizon_days),
    e.max_per_day, e.max_per_week, e.seats, e.requires_confirmation,
    h.stale_policy, make_interval(mins => h.stale_after_minutes)
  into v_rules
  from private.rows_then(null::public.event_types) as e
  join private.rows_then(null::public.hosts) as h on h.id = e.host_id
  cross join lateral (select coalesce(p_duration_minutes, e.durations_minutes[1]) as minutes) as d
  where e.id = p_event_type_id and d.minutes = any (e.durations_minutes);
  if v_rules.event_type_id is not null then
    return v_rules;
  end if;

  select e.durations_minutes into v_durations from private.rows_then(null::public.event_types) as e where e.id = p_event_type_id;
  if v_durations is null then
    perform private.fail('not_found', 'There is no such event type.', 'Check event_type_id.');
  end if;
  perform private.fail(
    'invalid_request', 'This duration is not offered.',
    'Choose one of these lengths in minutes: ' || array_to_string(v_durations, ', ') || '.'
  );
end;
$$;
comment on function private.load_slot_rules_then(uuid, integer) is
  'As private.load_slot_rules, from what was known at private.asked_at().';
