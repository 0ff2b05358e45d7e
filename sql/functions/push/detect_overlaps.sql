create function private.detect_overlaps(p_calendar_id uuid, p_event_ids uuid[], p_run_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_overlap record;
  v_known public.booking_conflicts;
  v_id uuid;
begin
  for v_overlap in
    select x.booking_id, x.synced_event_id, left(x.title, 500) as title, x.starts_at, x.ends_at
    from private.overlapping_bookings(p_calendar_id, p_event_ids) as x
    order by x.starts_at, x.booking_id, x.synced_event_id
  loop
    -- Back at a time that the host decided about.
    update public.booking_conflicts as k set resolved_at = now(), resolution = 'gone'
    where k.booking_id = v_overlap.booking_id and k.synced_event_id = v_overlap.synced_event_id and k.kind = 'overlap' and k.resolved_at is null
      and exists (
        select from public.booking_conflicts as d
        where d.booking_id = k.booking_id and d.synced_event_id = k.synced_event_id and d.resolution = 'kept'
          and (d.event_starts_at, d.event_ends_at) is not distinct from (v_overlap.starts_at, v_overlap.ends_at)
      );
    select k.* into v_known
    from public.booking_conflicts as k
    where k.booking_id = v_overlap.booking_id and k.synced_event_id = v_overlap.synced_event_id and k.kind = 'overlap' and k.resolved_at is null;
    if v_known.id is not null then
      update public.booking_conflicts as k
      set event_title = v_overlap.title, event_starts_at = v_overlap.starts_at, event_ends_at = v_overlap.ends_at
      where k.id = v_known.id
        and (k.event_title, k.event_starts_at, k.event_ends_at) is distinct from (v_overlap.title, v_overlap.starts_at, v_overlap.ends_at);
      if (v_known.event_starts_at, v_known.event_ends_at) is distinct from (v_overlap.starts_at, v_overlap.ends_at) then
        perform private.notify_of_conflict(v_known.id, p_run_id);
      end if;
      continue;
    end if;

    -- The same conflict under another name (a UID was renewed, or the event was deleted and came back): what is known and was decided about it
    -- stays.
    v_id := (
      select k.id
      from public.booking_conflicts as k
      where k.booking_id = v_overlap.booking_id and k.kind = 'overlap' and k.other_booking_id is null
        and (k.event_starts_at, k.event_ends_at) is not distinct from (v_overlap.starts_at, v_overlap.ends_at)
        and (k.resolved_at is null or k.resolution = 'kept' or (k.resolution = 'gone' and k.resolved_at > now() - interval '1 day'))
        -- A conflict that another event still causes belongs to that event.
        and (k.synced_event_id is not distinct from v_overlap.synced_event_id or not exists (
          select from public.synced_events as e
          cross join lateral private.overlapping_bookings(e.calendar_id, array[e.id]) as x
          where e.id = k.synced_event_id and x.booking_id = k.booking_id
            and (x.starts_at, x.ends_at) is not distinct from (k.event_starts_at, k.event_ends_at)
        ))
      order by
        k.resolved_at is null desc, k.resolution = 'kept' desc, k.synced_event_id = v_overlap.synced_event_id desc nulls last, k.resolved_at desc
      limit 1
    );
    if v_id is not null then
      update public.booking_conflicts as k
      set synced_event_id = v_overlap.synced_event_id, event_title = v_overlap.title,
        resolved_at = case when k.resolution = 'kept' then k.resolved_at end,
        resolution = case when k.resolution = 'kept' then k.resolution end
      where k.id = v_id;
    else
      insert into public.booking_conflicts (booking_id, synced_event_id, event_title, event_starts_at, event_ends_at)
      values (v_overlap.booking_id, v_overlap.synced_event_id, v_overlap.title, v_overlap.starts_at, v_overlap.ends_at)
      returning id into v_id;
    end if;
    -- Of two events at one time, as a calendar and its feed have them, one is reported.
    if not exists (
      select from public.booking_conflicts as k
      where k.booking_id = v_overlap.booking_id and k.kind = 'overlap' and k.other_booking_id is null
        and (k.event_starts_at, k.event_ends_at) is not distinct from (v_overlap.starts_at, v_overlap.ends_at)
        and (k.resolved_at is null or k.resolution = 'kept' or (k.resolution = 'gone' and k.resolved_at > now() - interval '1 day'))
        and private.is_conflict_notified(k.id)
    ) and exists (
      select from public.booking_conflicts as k where k.id = v_id and k.resolved_at is null
    ) then
      perform private.notify_of_conflict(v_id, p_run_id);
    end if;
  end loop;
end;
$$;
comment on function private.detect_overlaps(uuid, uuid[], uuid) is
  'Opens a conflict for each of these events in the time of an active booking, and notifies the owner. A conflict is identified by booking and '
  'times of the event: it is reported once, whatever the event is called and however often it comes and goes within a day. Under the locks of the '
  'hosts.';
