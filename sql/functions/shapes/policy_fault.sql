create function private.policy_fault(p_policy jsonb)
returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  v_entry record;
begin
  if p_policy is null or jsonb_typeof(p_policy) <> 'object' then
    return 'policy must be an object {tentative, needs_action, all_day, working_location}.';
  end if;
  for v_entry in select * from jsonb_each(p_policy) loop
    if v_entry.key not in ('tentative', 'needs_action', 'all_day', 'working_location') then
      return 'policy has an unknown field; the fields are tentative, needs_action, all_day and working_location.';
    end if;
    if v_entry.value not in ('"busy"', '"free"') then
      return format('policy: %s must be "busy" or "free".', v_entry.key);
    end if;
  end loop;
  return null;
end;
$$;
comment on function private.policy_fault(jsonb) is
  'What is wrong with a calendar''s policy, in a sentence; null: nothing. An object of tentative, needs_action, all_day and working_location, each '
  '"busy" or "free"; a missing field has its default.';
