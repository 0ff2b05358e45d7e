create function private.slots_without(p_slots jsonb, p_others jsonb, p_until timestamptz)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('start', s.starts_at, 'end', s.ends_at) order by s.starts_at), '[]')
    from (
      select s.value ->> 'start' as starts_at, s.value ->> 'end' as ends_at from jsonb_array_elements(p_slots) as s
      except
      select s.value ->> 'start', s.value ->> 'end' from jsonb_array_elements(p_others) as s
    ) as s
    where coalesce(s.starts_at::timestamptz < p_until, true)
  );
end;
$$;
comment on function private.slots_without(jsonb, jsonb, timestamptz) is
  'The slots of one list of private.list_slots that another has not, as {start, end}, those before p_until (null: all).';
