create function private.local_day(p_zone text)
returns tstzrange
language plpgsql
stable
set search_path = ''
as $$
declare
  v_date constant date := (now() at time zone p_zone)::date;
begin
  return tstzrange(private.day_start(v_date, p_zone), private.day_start(v_date + 1, p_zone));
end;
$$;
comment on function private.local_day(text) is 'Today in a zone, as instants.';
