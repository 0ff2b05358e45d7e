create function private.recheck_double_bookings(p_host_ids uuid[])
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_booking_ids constant uuid[] := array(
    select b.id from public.bookings as b
    where b.host_id = any (p_host_ids) and b.status in ('pending', 'confirmed') and b.ends_at > now()
  );
begin
  perform private.close_double_bookings(v_booking_ids);
  perform private.detect_double_bookings(v_booking_ids);
end;
$$;
comment on function private.recheck_double_bookings(uuid[]) is
  'After a change of which calendars block these hosts or get their bookings: closes and detects conflicts of their bookings with those of other '
  'hosts. The caller holds the locks of all hosts of their owner.';
