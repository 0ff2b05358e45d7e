create function private.day_start(p_day date, p_zone text)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  v_midnight constant timestamp := p_day::timestamp;
  v_start timestamptz := v_midnight at time zone p_zone;
  v_earlier timestamptz;
begin
  -- Where midnight is repeated Postgres takes the second pass; the offset before it gives the first.
  v_earlier := v_start - interval '12 hours';
  v_earlier := (v_midnight - ((v_earlier at time zone p_zone) - (v_earlier at time zone 'UTC'))) at time zone 'UTC';
  if v_earlier < v_start and v_earlier at time zone p_zone = v_midnight then
    return v_earlier;
  end if;
  return v_start;
end;
$$;
comment on function private.day_start(date, text) is
  'First instant of a local date: midnight, its first pass where the clock repeats it, or the end of the gap where the clock skips it.';
