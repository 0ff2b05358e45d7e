create function private.unknown_days(p_unknown private.unknown_times)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
  return case when p_unknown.from_day is not null then jsonb_build_object('from', p_unknown.from_day, 'until', p_unknown.until_day) end;
end;
$$;
comment on function private.unknown_days(private.unknown_times) is
  'The local days that an event of unknown time may affect, {from, until (exclusive)}; null: any.';
