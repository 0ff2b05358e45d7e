create function private.require_host_start(
  p_rules private.slot_rules, p_start timestamptz, p_except uuid, p_is_override boolean, p_is_forced boolean
)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_reasons constant jsonb := private.reasons_against(p_rules, p_start, p_except, p_is_override, p_is_forced);
  v_kinds constant text[] := array(
    select coalesce(r.value ->> 'source', r.value ->> 'reason') from jsonb_array_elements(v_reasons) as r
  );
  v_details constant jsonb := jsonb_build_object('reasons', v_reasons);
begin
  if p_start + p_rules.duration <= now() then
    perform private.fail('slot_not_offered', 'This time is over.', 'Choose a later time.');
  end if;
  if v_kinds = '{}' then
    return;
  end if;
  perform case
    when v_kinds <@ '{booking,hold,seats}' then
      private.fail('slot_taken', 'Another booking is in the way.', 'Choose another time. details.reasons names it.', v_details)
    when v_kinds <@ '{stale_calendar,not_covered}' then
      private.fail('calendar_unavailable', 'A calendar cannot be read at the moment.', 'Try again in a few minutes. details.reasons names it.', v_details)
    else private.fail('slot_not_offered', 'This time is not free.', 'Choose another time. details.reasons says what is in the way.', v_details)
  end;
end;
$$;
comment on function private.require_host_start(private.slot_rules, timestamptz, uuid, boolean, boolean) is
  'private.require_free_start for a time that the host chooses, who may set their own rules aside (p_is_override) and take time that is taken '
  '(p_is_forced). Raises slot_taken, slot_not_offered, calendar_unavailable, with details.reasons, which are for the host alone.';
