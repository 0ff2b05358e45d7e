create function private.close_double_bookings(p_booking_ids uuid[], p_resolution text default 'gone')
returns void
language plpgsql
set search_path = ''
as $$
begin
  with standing as materialized (
    select d.booking_id, d.other_booking_id from private.double_bookings(p_booking_ids) as d
  )
  update public.booking_conflicts as k
  set resolved_at = now(), resolution = case when k.booking_id = any (p_booking_ids) then p_resolution else 'gone' end
  where k.resolved_at is null and k.other_booking_id is not null
    and (k.booking_id = any (p_booking_ids) or k.other_booking_id = any (p_booking_ids))
    and not exists (
      select from standing as s
      where (s.booking_id, s.other_booking_id) in ((k.booking_id, k.other_booking_id), (k.other_booking_id, k.booking_id))
    );
end;
$$;
comment on function private.close_double_bookings(uuid[], text) is
  'After these bookings, or the links of their hosts, changed: closes their conflicts with bookings of other hosts that no longer exist, on both '
  'sides. The caller holds the locks of both hosts.';
