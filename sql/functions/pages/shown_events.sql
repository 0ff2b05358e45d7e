create function private.shown_events(p_host_id uuid, p_host_zone text, p_range tstzrange)
returns table (
  id uuid, calendar_id uuid, calendar_name text, provider_calendar_id text, provider text, provider_event_id text, title text,
  starts_at timestamptz, ends_at timestamptz, is_all_day boolean, start_date date, end_date date,
  status text, is_busy boolean, booking_id uuid
)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select e.id, c.id, c.name, c.provider_calendar_id, k.provider, e.provider_event_id, e.title,
    e.starts_at, e.ends_at, e.is_all_day, e.start_date, e.end_date,
    e.status, e.is_busy and l.blocks_availability, e.booking_id
  from public.calendar_links as l
  join public.calendars as c on c.id = l.calendar_id
  join public.calendar_connections as k on k.id = c.connection_id and k.status <> 'disconnected'
  -- Calendar by calendar: else the planner scans all events.
  cross join lateral (
    select s.* from public.synced_events as s
    where s.calendar_id = c.id and s.deleted_at is null
      and case when s.is_all_day
        then s.start_date <= (upper(p_range) at time zone 'UTC')::date + 1
          and s.end_date >= (lower(p_range) at time zone 'UTC')::date - 1
        else s.during && p_range
      end
    offset 0
  ) as e
  where l.host_id = p_host_id and (not e.is_all_day or tstzrange(
    private.day_start(e.start_date, coalesce(c.time_zone, p_host_zone)), private.day_start(e.end_date, coalesce(c.time_zone, p_host_zone))
  ) && p_range);
end;
$$;
comment on function private.shown_events(uuid, text, tstzrange) is
  'The events that a host''s calendar screens show: those of all calendars that are linked to the host, whether they take time or not (is_busy), '
  'which meet p_range.';
