create function private.detect_conflicts(
  p_calendar_id uuid, p_event_ids uuid[], p_missing_booking_ids uuid[], p_run_id uuid default null
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_event_keys uuid[];
begin
  perform private.detect_overlaps(p_calendar_id, p_event_ids, p_run_id);
  perform private.close_overlaps(p_calendar_id);

  select array_agg(p.event_key) into v_event_keys
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
  -- Several at once go into one mail.
  perform private.enqueue_verify(k.event_key, p_calendar_id, case when cardinality(v_event_keys) > 1 then p_run_id end)
  from unnest(v_event_keys) as k (event_key);
end;
$$;
comment on function private.detect_conflicts(uuid, uuid[], uuid[], uuid) is
  'After events of a calendar changed (p_run_id: found by a pull), under the locks of its hosts: opens a conflict for each event in the time of an '
  'active booking (one mail to the owner for all), closes those whose cause is gone, and queues a direct check of own events that moved or '
  'vanished. Bookings stay as they are.';
