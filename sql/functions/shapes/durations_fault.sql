create function private.durations_fault(p_durations integer[])
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
  if p_durations is null or array_ndims(p_durations) is distinct from 1 or array_lower(p_durations, 1) <> 1
    or cardinality(p_durations) > 20
  then
    return 'durations_minutes must be a list of 1 to 20 lengths.';
  end if;
  foreach v_minutes in array p_durations loop
    if v_minutes is null or v_minutes not between 1 and 10080 then
      return 'durations_minutes: each length must be a whole number of minutes from 1 to 10080 (a week).';
    end if;
    if v_minutes = any (v_seen) then
      return format('durations_minutes has %s twice.', v_minutes);
    end if;
    v_seen := v_seen || v_minutes;
  end loop;
  return null;
end;
$$;
comment on function private.durations_fault(integer[]) is
  'What is wrong with the lengths of an event type, in a sentence; null: nothing. 1 to 20 different numbers of minutes from 1 to 10080, in a plain '
  'list: a nested list, or one with another lower bound than 1, has no first length.';
