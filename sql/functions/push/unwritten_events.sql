create function private.unwritten_events(p_calendar_id uuid)
returns setof public.booking_calendar_events
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select p.*
  from public.booking_calendar_events as p
  join public.bookings as b on b.id = p.booking_id
  where p.calendar_id = p_calendar_id and p.pushed_revision is distinct from p.revision
    -- Past events count, too, as a calendar is also a diary; but a write that never succeeded is not retried for years.
    and (b.ends_at > now() - interval '30 days' or not p.is_wanted or p.state = 'pending');
end;
$$;
comment on function private.unwritten_events(uuid) is
  'Events that could not be written to a calendar, or removed, meanwhile: to be queued when that is possible again.';
