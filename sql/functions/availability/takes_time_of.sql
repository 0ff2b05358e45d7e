create function private.takes_time_of(p_booking public.bookings, p_host_id uuid, p_now timestamptz)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return p_booking.host_id <> p_host_id
    and p_booking.status in ('held', 'pending', 'confirmed')
    and (p_booking.status = 'confirmed' or coalesce(p_booking.expires_at > p_now, true))
    and exists (select from private.blocking_calendars(p_host_id) as c where c.calendar_id = p_booking.calendar_id);
end;
$$;
comment on function private.takes_time_of(public.bookings, uuid, timestamptz) is
  'Rule 5: whether an active booking takes the time of another host, because the calendar that gets its event blocks that host.';
