create function private.mark_expired(p_booking_ids uuid[])
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_booking record;
  v_expired integer := 0;
  v_requests uuid[] := '{}';
begin
  for v_booking in
    update public.bookings as b
    set status = 'expired'
    where b.id = any (p_booking_ids) and b.status in ('held', 'pending') and b.expires_at <= now()
    returning b.id, exists (select from public.booking_attendees as a where a.booking_id = b.id) as is_request
  loop
    v_expired := v_expired + 1;
    if v_booking.is_request then
      perform private.close_conflicts(v_booking.id);
      v_requests := v_requests || v_booking.id;
    end if;
  end loop;
  if v_requests <> '{}' then
    -- Of a series that ends at once there is one mail.
    for v_booking in
      select array_agg(b.id order by b.starts_at, b.id) as ids
      from public.bookings as b where b.id = any (v_requests) group by coalesce(b.series_id, b.id)
    loop
      if cardinality(v_booking.ids) = 1 then
        perform private.notify_parties(v_booking.ids[1], 'booking_request_expired');
      else
        perform private.notify_series(v_booking.ids, 'series_request_expired');
      end if;
    end loop;
  end if;
  return v_expired;
end;
$$;
comment on function private.mark_expired(uuid[]) is
  'Marks those of the bookings that are holds or requests whose time is over, and notifies the parties of a request. The caller holds the locks of '
  'their hosts.';
