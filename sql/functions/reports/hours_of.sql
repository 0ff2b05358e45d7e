create function private.hours_of(p_time tstzmultirange)
returns numeric
language plpgsql
immutable
set search_path = ''
as $$
begin
  return coalesce((select sum(extract(epoch from upper(t.span) - lower(t.span))) from unnest(p_time) as t (span)), 0) / 3600;
end;
$$;
comment on function private.hours_of(tstzmultirange) is 'The elapsed hours of some time, which has ends: a day may have 23 or 25 of them.';
