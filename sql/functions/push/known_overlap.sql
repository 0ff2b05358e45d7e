create function private.known_overlap(p_booking_id uuid, p_synced_event_id uuid, p_starts_at timestamptz, p_ends_at timestamptz)
returns uuid
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select k.id
    from public.booking_conflicts as k
    where k.booking_id = p_booking_id and k.kind = 'overlap' and k.other_booking_id is null and (k.event_starts_at, k.event_ends_at) is not distinct from (p_starts_at, p_ends_at)
      and (k.resolved_at is null or k.resolution = 'kept' or (k.resolution = 'gone' and k.resolved_at > now() - interval '1 day'))
      -- A conflict that another event still causes belongs to that event.
      and (k.synced_event_id is not distinct from p_synced_event_id or not exists (
        select from public.synced_events as e
        cross join lateral private.overlapping_bookings(e.calendar_id, array[e.id]) as x
        where e.id = k.synced_event_id and x.booking_id = k.booking_id and (x.starts_at, x.ends_at) is not distinct from (k.event_starts_at, k.event_ends_at)
      ))
    order by k.resolved_at is null desc, k.resolution = 'kept' desc, k.synced_event_id = p_synced_event_id desc nulls last, k.resolved_at desc
    limit 1
  );
end;
$$;
comment on function private.known_overlap(uuid, uuid, timestamptz, timestamptz) is
  'The conflict that a booking has, or had until a day ago, with an event of exactly these times that no longer exists (its UID was renewed, or it '
  'was deleted and came back) or is this one; a conflict that the host decided to keep counts forever. Null: none.';
