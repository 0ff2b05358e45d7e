create function private.verify_deleted(p_calendar_id uuid, p_booking_ids uuid[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.enqueue_verify(p.event_key, p.calendar_id)
  from public.booking_calendar_events as p
  join public.bookings as b on b.id = p.booking_id
  where p.booking_id = any (p_booking_ids) and p.calendar_id <> p_calendar_id and p.is_wanted and b.ends_at > now()
    and exists (
      select from public.booking_conflicts as k
      where k.booking_id = p.booking_id and k.kind = 'deleted' and k.resolved_at is null
    );
end;
$$;
comment on function private.verify_deleted(uuid, uuid[]) is
  'A pull of a calendar showed events of these bookings: checks again those that are believed to be deleted where they were written.';
