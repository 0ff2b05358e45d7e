create function private.numbers_fault(p_row jsonb)
returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  v_rule record;
  v_value jsonb;
begin
  for v_rule in
    select * from (values
      ('slot_interval_minutes', 1, 10080, true, 'null: the duration'),
      ('buffer_before_minutes', 0, 1440, false, null),
      ('buffer_after_minutes', 0, 1440, false, null),
      ('min_notice_minutes', 0, 5256000, false, null),
      ('horizon_days', 1, 3660, false, null),
      ('max_per_day', 1, null, true, 'null: any number'),
      ('max_per_week', 1, null, true, 'null: any number'),
      ('seats', 1, 10000, false, null),
      ('cancel_until_minutes', -1, 5256000, true, 'null: until the start; -1: never'),
      ('reschedule_until_minutes', -1, 5256000, true, 'null: until the start; -1: never'),
      ('max_reschedules', 0, null, true, 'null: any number'),
      ('request_hours', 1, 8760, false, null),
      ('position', -1000000, 1000000, false, null)
    ) as r (name, least_value, most_value, may_be_null, meaning)
  loop
    v_value := coalesce(p_row -> v_rule.name, 'null');
    if (v_value = 'null' and not v_rule.may_be_null)
      or (v_value <> 'null' and (v_value::numeric < v_rule.least_value or coalesce(v_value::numeric > v_rule.most_value, false)))
    then
      return format('%s must be a whole number %s', v_rule.name, case
        when v_rule.most_value is null then 'of at least ' || v_rule.least_value
        else format('from %s to %s', v_rule.least_value, v_rule.most_value)
      end) || coalesce(' (' || v_rule.meaning || ')', '') || '.';
    end if;
  end loop;
  if coalesce(p_row -> 'reason_required', 'null') = 'null' then
    return 'reason_required must be true or false.';
  end if;
  return null;
end;
$$;
comment on function private.numbers_fault(jsonb) is
  'What is wrong with the numbers of an event type, a row as JSON, in a sentence; null: nothing. The same as its constraints, which say it to nobody.';
