create function private.session_event(p_booking_id uuid)
returns public.booking_calendar_events
language plpgsql
stable
set search_path = ''
as $$
declare
  v_events constant public.booking_calendar_events[] := array(
    select p
    from public.bookings as b
    join public.bookings as o
      on o.event_type_id = b.event_type_id and o.starts_at = b.starts_at and o.ends_at = b.ends_at and o.status = 'confirmed'
    join public.booking_calendar_events as p on p.booking_id = o.id and p.is_wanted
    where b.id = p_booking_id
  );
begin
  -- Nearly always there is one at most; then nothing has to be known of its calendar.
  if cardinality(v_events) < 2 then
    return v_events[1];
  end if;
  return (
    select p
    from unnest(v_events) as p
    order by not private.is_writable(p.calendar_id), private.is_disconnected(p.calendar_id), p.booking_id = p_booking_id, p.event_key
    limit 1
  );
end;
$$;
comment on function private.session_event(uuid) is
  'The one event of a booking''s session, that of another booking first: a booking that joins shares the existing event. One in a calendar that '
  'cannot be written to only if there is no other. Null if there is none.';
