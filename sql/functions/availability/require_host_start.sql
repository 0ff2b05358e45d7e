create function private.require_host_start(
  p_rules private.slot_rules, p_start timestamptz, p_except uuid, p_is_override boolean, p_is_forced boolean
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_left jsonb;
  v_kinds text[];
  v_set_aside jsonb;
begin
  if p_start + p_rules.duration <= now() then
    perform private.fail('slot_not_offered', 'This time is over.', 'Choose a later time.');
  end if;
  select coalesce(jsonb_agg(r.reason) filter (where not r.is_set_aside), '[]'), coalesce(jsonb_agg(r.reason) filter (where r.is_set_aside), '[]'),
    array_agg(coalesce(r.reason ->> 'source', r.reason ->> 'reason')) filter (where not r.is_set_aside)
  into v_left, v_set_aside, v_kinds
  from private.reasons_against(p_rules, p_start, p_except, p_is_override, p_is_forced) as r;
  if v_kinds is null then
    return v_set_aside;
  elsif v_kinds <@ '{booking,hold,seats}' then
    perform private.fail(
      'slot_taken', 'Another booking is in the way.', 'Choose another time. details.reasons names it.', jsonb_build_object('reasons', v_left)
    );
  elsif v_kinds <@ '{stale_calendar,not_covered}' then
    perform private.fail(
      'calendar_unavailable', 'A calendar cannot be read at the moment.', 'Try again in a few minutes. details.reasons says which.',
      jsonb_build_object('reasons', v_left)
    );
  end if;
  perform private.fail(
    'slot_not_offered', 'This time is not free.', 'Choose another time. details.reasons says what is in the way.',
    jsonb_build_object('reasons', v_left)
  );
end;
$$;
comment on function private.require_host_start(private.slot_rules, timestamptz, uuid, boolean, boolean) is
  'private.require_free_start for a time that the host chooses, who may set their own rules aside (p_is_override) and take time that is taken '
  '(p_is_forced): the reasons that they set aside. Raises slot_taken, slot_not_offered, calendar_unavailable, with details.reasons, which are for '
  'the host alone.';
