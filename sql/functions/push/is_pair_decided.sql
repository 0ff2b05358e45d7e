create function private.is_pair_decided(p_booking_id uuid, p_other_booking_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from public.booking_conflicts as k
    left join public.synced_events as e on e.id = k.synced_event_id
    join public.bookings as o on o.id = coalesce(k.other_booking_id, e.booking_id)
    where (k.booking_id, o.id) in ((p_booking_id, p_other_booking_id), (p_other_booking_id, p_booking_id))
      and k.kind = 'overlap' and k.resolution = 'kept' and k.event_starts_at = o.starts_at and k.event_ends_at = o.ends_at
  );
end;
$$;
comment on function private.is_pair_decided(uuid, uuid) is
  'Whether the host decided to keep these bookings of two hosts at their times, whether they were notified of a double booking or of one''s event '
  'in the time of the other.';
