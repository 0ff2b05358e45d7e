create function private.settle_overlaps(p_calendar_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  with open as (
    select k.id, k.booking_id, k.synced_event_id
    from public.booking_conflicts as k
    left join public.synced_events as e on e.id = k.synced_event_id
    where k.kind = 'overlap' and k.resolved_at is null and coalesce(e.calendar_id, p_calendar_id) = p_calendar_id
      and k.booking_id in (
        select b.id from public.bookings as b
        join public.calendar_links as l on l.host_id = b.host_id
        where l.calendar_id = p_calendar_id
      )
  ),
  standing as materialized (
    select x.booking_id, x.synced_event_id
    from private.clashes(p_calendar_id, array(select o.synced_event_id from open as o)) as x
  )
  update public.booking_conflicts as k
  set resolved_at = now(), resolution = 'gone'
  from open as o
  where k.id = o.id and not exists (
    select from standing as s where s.booking_id = o.booking_id and s.synced_event_id = o.synced_event_id
  );
end;
$$;
comment on function private.settle_overlaps(uuid) is
  'Closes the open conflicts with events of a calendar that are gone, free, elsewhere by now, or whose booking is over.';
