create function private.closed_span(p_day date, p_start_time time, p_end_time time)
returns tsrange
language plpgsql
immutable
set search_path = ''
as $$
begin
  return tsrange(p_day + coalesce(p_start_time, time '00:00'), p_day + coalesce(p_end_time, time '24:00'));
end;
$$;
comment on function private.closed_span(date, time, time) is
  'The wall-clock time that a closed override takes away: its window, or without times the whole day.';
