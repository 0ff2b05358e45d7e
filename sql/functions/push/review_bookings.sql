create function private.review_bookings(p_calendar_id uuid, p_event_ids uuid[], p_missing_booking_ids uuid[])
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_conflict record;
begin
  for v_conflict in
    insert into public.booking_conflicts (booking_id, synced_event_id, event_title, event_starts_at, event_ends_at)
    select x.booking_id, x.synced_event_id, x.title, x.starts_at, x.ends_at
    from private.clashes(p_calendar_id, p_event_ids) as x
    where not exists (
      select from public.booking_conflicts as k
      where k.booking_id = x.booking_id and k.synced_event_id = x.synced_event_id and k.kind = 'overlap'
        and (
          k.resolved_at is null
          or (k.resolution = 'kept' and k.event_starts_at = x.starts_at and k.event_ends_at = x.ends_at)
        )
    )
    order by x.starts_at, x.booking_id
    returning id, booking_id
  loop
    perform private.notify_owner('booking_conflict', p_booking_id => v_conflict.booking_id, p_conflict_id => v_conflict.id);
  end loop;

  perform private.settle_overlaps(p_calendar_id);

  perform private.enqueue_verify(p.event_key, p.calendar_id)
  from public.booking_calendar_events as p
  join public.bookings as b on b.id = p.booking_id
  where p.calendar_id = p_calendar_id and p.is_wanted and p.state <> 'pending' and b.ends_at > now()
    and (
      b.id = any (p_missing_booking_ids)
      or exists (
        select from public.synced_events as e
        where e.booking_id = b.id and e.calendar_id = p_calendar_id and e.id = any (p_event_ids)
          and (
            e.is_all_day or e.starts_at <> b.starts_at or e.ends_at <> b.ends_at or e.status = 'cancelled' or e.deleted_at is not null
            or exists (
              select from public.booking_conflicts as k
              where k.booking_id = b.id and k.kind <> 'overlap' and k.resolved_at is null
            )
          )
      )
    );
end;
$$;
comment on function private.review_bookings(uuid, uuid[], uuid[]) is
  'After events of a calendar changed, under the locks of its hosts: opens a conflict (one mail to the owner) for each that lies in the time '
  'of an active booking, closes those whose cause is gone, and queues a direct look at own events that moved or vanished. Bookings stay as '
  'they are.';
