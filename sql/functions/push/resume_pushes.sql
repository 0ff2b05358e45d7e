create function private.resume_pushes(p_connection_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.enqueue_push(p.event_key, p.calendar_id)
  from public.booking_calendar_events as p
  join public.calendars as c on c.id = p.calendar_id
  join public.bookings as b on b.id = p.booking_id
  where c.connection_id = p_connection_id and p.pushed_revision is distinct from p.revision and b.ends_at > now();
end;
$$;
comment on function private.resume_pushes(uuid) is
  'An account can be reached again: queues what was left unwritten while it could not.';
