create function private.enqueue_planning(p_booking_ids uuid[])
returns void
language plpgsql
security definer -- the roles of the API have no rights on the queue
set search_path = ''
as $$
begin
  perform private.enqueue(
    'plan_missing_pushes', jsonb_build_object('host_id', x.host_id), p_key => 'plan_missing_pushes:' || x.host_id
  )
  from (
    select distinct b.host_id
    from public.booking_calendar_events as p
    join public.bookings as b on b.id = p.booking_id
    where p.booking_id = any (p_booking_ids) and b.ends_at > now() and (p.is_wanted or p.state = 'pending')
      and (private.is_disconnected(p.calendar_id) or private.has_vanished(p.calendar_id))
  ) as x;
end;
$$;
comment on function private.enqueue_planning(uuid[]) is
  'A pull showed events of these bookings, or their account is disconnected: if they were written to a calendar that can no longer be written to, '
  'plans their hosts'' events again (public.plan_missing_pushes) and follows them.';
