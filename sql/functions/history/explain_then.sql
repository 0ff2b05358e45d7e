create function private.explain_then(
  p_event_type_id uuid, p_range tstzrange, p_duration_minutes integer, p_starts timestamptz[], p_as_of timestamptz
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_near tstzrange := p_range;
  v_host_id uuid;
  v_owner_id uuid;
  v_since timestamptz;
  v_rules private.slot_rules;
begin
  select h.id, h.owner_id, greatest(
    coalesce(v.history_since, now()), (select p.pruned_until from private.prunings as p where p.kind = 'history')
  ) into v_host_id, v_owner_id, v_since
  from public.event_types as e
  join public.hosts as h on h.id = e.host_id
  left join private.host_versions as v on v.host_id = h.id
  where e.id = p_event_type_id;
  if p_as_of > now() or p_as_of <= v_since then
    perform private.fail(
      'invalid_range', 'as_of must be in the past, and in the time of which we still know what was known.',
      'Choose an instant after ' || private.iso_instant(v_since) || '.'
    );
  end if;
  if cardinality(p_starts) > 0 then
    select tstzrange(min(s), max(s), '[]') into v_near from unnest(p_starts) as s;
  end if;
  perform set_config('openslot.asked_at', p_as_of::text, true);
  perform set_config('openslot.owner_id', v_owner_id::text, true);
  perform set_config('openslot.near', tstzrange(lower(v_near) - interval '40 days', upper(v_near) + interval '40 days')::text, true);
  v_rules := private.load_slot_rules_then(p_event_type_id, p_duration_minutes);
  return jsonb_build_object(
    'event_type_id', v_rules.event_type_id,
    'duration_minutes', v_rules.duration_minutes,
    'time_zone', v_rules.zone,
    'as_of', private.iso_instant(p_as_of),
    'slots', private.explain_starts_then(p_event_type_id, p_range, p_duration_minutes, p_starts, p_as_of)
  );
end;
$$;
comment on function private.explain_then(uuid, tstzrange, integer, timestamptz[], timestamptz) is
  'What explain_slots would have told just before p_as_of, by the same rules, from the rows of that time (private.rows_then): a booking does not count at its '
  'own created_at. Raises invalid_range (in the '
  'future, or earlier than history is kept), not_found (the event type did not exist yet), invalid_request.';
