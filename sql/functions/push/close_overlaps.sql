create function private.close_overlaps(p_calendar_id uuid, p_host_ids uuid[] default null)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_host_ids constant uuid[] := coalesce(
    p_host_ids, array(select l.host_id from public.calendar_links as l where l.calendar_id = p_calendar_id)
  );
begin
  with open as (
    select k.id, k.booking_id, k.synced_event_id
    from public.booking_conflicts as k
    -- One by one: else the planner scans all events.
    left join lateral (select x.calendar_id from public.synced_events as x where x.id = k.synced_event_id offset 0) as e on true
    where k.kind = 'overlap' and k.other_booking_id is null and k.resolved_at is null and coalesce(e.calendar_id, p_calendar_id) = p_calendar_id
      and k.host_id = any (v_host_ids)
  ),
  standing as materialized (
    select x.booking_id, x.synced_event_id
    from private.overlapping_bookings(p_calendar_id, array(select o.synced_event_id from open as o)) as x
  )
  update public.booking_conflicts as k
  set resolved_at = now(), resolution = 'gone'
  from open as o
  where k.id = o.id and not exists (
    select from standing as s where s.booking_id = o.booking_id and s.synced_event_id = o.synced_event_id
  );
end;
$$;
comment on function private.close_overlaps(uuid, uuid[]) is
  'Closes the open conflicts of bookings (of these hosts; null: of those that the calendar is linked to) with events of a calendar that are gone, '
  'free or elsewhere now, no longer take their time, or whose booking is over.';
