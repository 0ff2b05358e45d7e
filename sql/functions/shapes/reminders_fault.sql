create function private.reminders_fault(p_reminders integer[])
returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  v_minutes integer;
  v_seen integer[] := '{}';
begin
  if p_reminders is null or cardinality(p_reminders) > 5 or coalesce(array_ndims(p_reminders), 1) <> 1 then
    return 'reminders_minutes must be a list of at most 5 numbers of minutes.';
  end if;
  foreach v_minutes in array p_reminders loop
    if v_minutes is null or v_minutes not between 5 and 86400 then
      return 'reminders_minutes: each must be a whole number of minutes from 5 to 86400 (60 days) before the start.';
    end if;
    if v_minutes = any (v_seen) then
      return format('reminders_minutes has %s twice.', v_minutes);
    end if;
    v_seen := v_seen || v_minutes;
  end loop;
  return null;
end;
$$;
comment on function private.reminders_fault(integer[]) is
  'What is wrong with the reminders of an event type, in a sentence; null: nothing. At most 5 different numbers of minutes, from 5 to 86400.';
