create function private.times_of_event(p_calendar_id uuid, p_host_id uuid, p_times jsonb)
returns tstzrange
language plpgsql
stable
set search_path = ''
as $$
declare
  v_zone text;
  v_start timestamptz;
  v_end timestamptz;
begin
  select coalesce(c.time_zone, h.time_zone) into v_zone
  from public.calendars as c cross join public.hosts as h
  where c.id = p_calendar_id and h.id = p_host_id;
  v_start := coalesce((p_times ->> 'starts_at')::timestamptz, private.day_start((p_times ->> 'start_date')::date, v_zone));
  v_end := coalesce((p_times ->> 'ends_at')::timestamptz, private.day_start((p_times ->> 'end_date')::date, v_zone));
  -- A range between two nulls would be all time.
  return case when v_start is not null and v_end is not null then tstzrange(v_start, v_end, '[)') end;
end;
$$;
comment on function private.times_of_event(uuid, uuid, jsonb) is
  'The time of an event, {starts_at, ends_at} or {start_date, end_date}; dates are whole local days of the calendar''s zone, else the '
  'host''s. Null: a bound is missing.';
