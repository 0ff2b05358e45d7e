create function private.refuse_faulty_policy()
returns trigger
language plpgsql
security definer -- whoever writes may not call the function that raises errors
set search_path = ''
as $$
declare
  v_faults constant text[] := case when coalesce(jsonb_typeof(new.policy), '') <> 'object'
    then array['policy must be an object {tentative, needs_action, all_day, working_location}.']
    else array(
      select case when p.key in ('tentative', 'needs_action', 'all_day', 'working_location')
        then format('policy: %s must be "busy" or "free".', p.key)
        else 'policy has an unknown field; the fields are tentative, needs_action, all_day and working_location.'
      end
      from jsonb_each(new.policy) as p
      where p.key not in ('tentative', 'needs_action', 'all_day', 'working_location') or p.value not in ('"busy"', '"free"')
    )
  end;
begin
  if v_faults <> '{}' then
    perform private.fail('invalid_request', v_faults[1], 'Write the whole policy, with these fields.');
  end if;
  return new;
end;
$$;
comment on function private.refuse_faulty_policy() is
  'Says what is wrong with the policy of a calendar, an object of tentative, needs_action, all_day and working_location, each "busy" or "free" (a '
  'missing field has its default), before its constraint refuses it without a reason. Raises invalid_request.';

create trigger calendars_refuse_policy before insert or update of policy on public.calendars
for each row execute function private.refuse_faulty_policy();
