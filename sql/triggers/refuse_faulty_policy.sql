create function private.refuse_faulty_policy()
returns trigger
language plpgsql
security definer -- whoever writes may not call the function that raises errors
set search_path = ''
as $$
declare
  v_fault constant text := private.policy_fault(new.policy);
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault, 'Write the whole policy, with these fields.');
  end if;
  return new;
end;
$$;
comment on function private.refuse_faulty_policy() is
  'Says what is wrong with the policy of a calendar, before its constraint refuses it without a reason. Raises invalid_request.';

create trigger calendars_refuse_policy before insert or update of policy on public.calendars
for each row execute function private.refuse_faulty_policy();
