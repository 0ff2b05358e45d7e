create function private.known_events(p_calendar_id uuid, p_covered_from timestamptz, p_covered_until timestamptz)
returns setof public.synced_events
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select e.*
  from public.synced_events as e
  where e.calendar_id = p_calendar_id and e.deleted_at is null
    and coalesce(e.ends_at, e.end_date::timestamp at time zone 'UTC') >= p_covered_from
    -- Whole days are in the calendar's zone: furthest east, they begin 14 hours before those of UTC.
    and coalesce(e.starts_at, e.start_date::timestamp at time zone 'UTC' - interval '14 hours') < p_covered_until;
end;
$$;
comment on function private.known_events(uuid, timestamptz, timestamptz) is
  'The stored events of a calendar that a listing of this window would name; a listing says nothing about events outside it.';
