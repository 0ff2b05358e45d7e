create function private.times_of_event(p_calendar_id uuid, p_host_id uuid, p_times jsonb)
returns tstzrange
language plpgsql
stable
set search_path = ''
as $$
declare
  v_zone text;
begin
  select coalesce(c.time_zone, h.time_zone) into v_zone
  from public.calendars as c cross join public.hosts as h
  where c.id = p_calendar_id and h.id = p_host_id;
  return tstzrange(
    coalesce((p_times ->> 'starts_at')::timestamptz, private.day_start((p_times ->> 'start_date')::date, v_zone)),
    coalesce((p_times ->> 'ends_at')::timestamptz, private.day_start((p_times ->> 'end_date')::date, v_zone)),
    '[)'
  );
end;
$$;
comment on function private.times_of_event(uuid, uuid, jsonb) is
  'The time of an event, {starts_at, ends_at} or {start_date, end_date}; dates are whole local days of the calendar''s zone, else the host''s.';
