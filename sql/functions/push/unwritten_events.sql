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
    -- A calendar is a diary, too; but what could never be written is not tried for years.
    and (b.ends_at > now() - interval '30 days' or not p.is_wanted or p.state = 'pending');
end;
$$;
comment on function private.unwritten_events(uuid) is
  'Events that were not written to a calendar, or not removed, while that was not possible: to be queued when it is again.';
