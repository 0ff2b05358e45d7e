create function private.own_event_busy(p_event public.synced_events, p_zone text, p_now timestamptz)
returns tstzmultirange
language plpgsql
stable
set search_path = ''
as $$
declare
  v_span constant tstzmultirange := tstzmultirange(coalesce(
    p_event.during,
    tstzrange(private.day_start(p_event.start_date, p_zone), private.day_start(p_event.end_date, p_zone))
  ));
  v_booked tstzrange;
begin
  select b.during into v_booked
  from public.bookings as b
  where b.id = p_event.booking_id
    and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > p_now, true)));
  return v_span - tstzmultirange(coalesce(v_booked, 'empty'));
end;
$$;
comment on function private.own_event_busy(public.synced_events, text, timestamptz) is
  'Time that the calendar event of one of our own bookings takes: what lies outside its booking while that is active, else all of it. '
  'All-day events take whole local days of p_zone.';
