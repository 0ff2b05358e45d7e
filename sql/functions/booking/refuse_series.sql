create function private.refuse_series(p_clashes jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_codes constant text[] := array(select distinct c.value ->> 'code' from jsonb_array_elements(p_clashes) as c (value));
begin
  perform private.fail(
    case when cardinality(v_codes) = 1 then v_codes[1] when 'slot_not_offered' = any (v_codes) then 'slot_not_offered' else 'slot_taken' end,
    'Not all dates of this series can be booked.', 'Nothing was booked. details.clashes names these dates, with the nearest free ones.',
    jsonb_build_object('clashes', p_clashes)
  );
end;
$$;
comment on function private.refuse_series(jsonb) is
  'Refuses a series for its clashes, [{start, code}]: by the code that all of them have; else slot_not_offered if one of them is, or slot_taken.';
