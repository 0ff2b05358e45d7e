create function private.open_lost_bookings(p_calendar_id uuid, p_notified_at timestamptz default null)
returns table (lost private.lost_bookings, shown jsonb)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select x, jsonb_build_object(
    'id', x.id, 'title', e.title,
    'start', coalesce(private.iso_instant(e.starts_at), e.start_date::text), 'end', coalesce(private.iso_instant(e.ends_at), e.end_date::text),
    'found_at', private.iso_instant(x.found_at)
  )
  from private.lost_bookings as x
  join public.synced_events as e
    on e.calendar_id = x.calendar_id and e.provider_event_id = x.provider_event_id and e.booking_id is null and e.deleted_at is null
  where x.calendar_id = p_calendar_id and x.acknowledged_at is null and (p_notified_at is null or x.notified_at = p_notified_at)
  order by coalesce(e.starts_at, e.start_date::timestamp at time zone 'UTC'), x.id
  limit 200;
end;
$$;
comment on function private.open_lost_bookings(uuid, timestamptz) is
  'The bookings of which only a calendar knows, and that their owner has not seen to, by time, at most 200: each as the owner sees it, {id, title, start, end '
  '(dates, end exclusive, if it takes whole days), found_at}. Only those whose event is still there. p_notified_at: those that this mail reports.';
