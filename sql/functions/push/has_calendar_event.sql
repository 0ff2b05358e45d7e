create function private.has_calendar_event(p_booking_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from public.bookings as b
    join public.bookings as o
      on o.event_type_id = b.event_type_id and o.starts_at = b.starts_at and o.ends_at = b.ends_at and o.status = 'confirmed'
    join public.booking_calendar_events as p on p.booking_id = o.id and p.is_wanted
    where b.id = p_booking_id and (
      private.is_writable(p.calendar_id)
      or (p.provider_event_id is not null and p.pushed_revision = p.revision and not private.has_vanished(p.calendar_id))
    )
  );
end;
$$;
comment on function private.has_calendar_event(uuid) is
  'Whether the event of a booking''s session is in a calendar, or will be: it is to be written where that is possible, or it is up to date where '
  'nothing can be written any more.';
