create function public.explain_slots(
  event_type_id uuid, range_start timestamptz, range_end timestamptz,
  duration_minutes integer default null, starts timestamptz[] default null, as_of timestamptz default null
)
returns jsonb
language plpgsql
stable
security definer -- reads private tables; the first statement lets only the owner pass
set search_path = ''
as $$
declare
  v_rules private.slot_rules;
begin
  if not exists (
    select from public.event_types as e
    join public.hosts as h on h.id = e.host_id
    where e.id = explain_slots.event_type_id and h.owner_id = (select auth.uid())
  ) then
    perform private.fail('not_found', 'You have no such event type.', 'Check event_type_id and who is signed in.');
  end if;
  if cardinality(explain_slots.starts) > 10000 or array_position(explain_slots.starts, null) is not null then
    perform private.fail('invalid_request', 'starts must be at most 10,000 instants.', 'Ask in smaller portions.');
  end if;
  perform private.require_range(min(s), max(s) + interval '1 second', 400) from unnest(explain_slots.starts) as s having count(*) > 0;
  if as_of is not null then
    return private.explain_then(
      explain_slots.event_type_id, private.require_range(explain_slots.range_start, explain_slots.range_end, 400),
      explain_slots.duration_minutes, explain_slots.starts, as_of
    );
  end if;
  v_rules := private.load_slot_rules(explain_slots.event_type_id, explain_slots.duration_minutes);
  return jsonb_build_object(
    'event_type_id', v_rules.event_type_id,
    'duration_minutes', v_rules.duration_minutes,
    'time_zone', v_rules.zone,
    'as_of', private.iso_instant(now()),
    'slots', private.explain_starts(
      explain_slots.event_type_id,
      private.require_range(explain_slots.range_start, explain_slots.range_end, 400),
      explain_slots.duration_minutes, explain_slots.starts, now()
    )
  );
end;
$$;
comment on function public.explain_slots(uuid, timestamptz, timestamptz, integer, timestamptz[], timestamptz) is
  'For the owner: every candidate start of the range (or the given starts), whether it is free, and all reasons against it with the row behind '
  'each. as_of: as it would have been told then, from what was known then (private.explain_then). Raises not_found (also for another owner''s event type), invalid_range, invalid_request.';
