create function private.booking_event(p_booking public.bookings)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'is_wanted', p.is_wanted, 'state', p.state, 'last_error', p.last_error, 'pushed_revision', p.pushed_revision,
      'calendar', jsonb_build_object('id', c.id, 'name', c.name, 'provider', k.provider, 'account_email', k.account_email)
    )
    from (
      select p_booking.id
      union all
      select o.id
      from public.bookings as o
      where p_booking.status = 'confirmed' and o.event_type_id = p_booking.event_type_id
        and o.starts_at = p_booking.starts_at and o.ends_at = p_booking.ends_at and o.status = 'confirmed' and o.id <> p_booking.id
    ) as carrier (id)
    join public.booking_calendar_events as p on p.booking_id = carrier.id
    join public.calendars as c on c.id = p.calendar_id
    join public.calendar_connections as k on k.id = c.connection_id and k.status <> 'disconnected'
    where p.is_wanted or (carrier.id = p_booking.id and p.state <> 'removed')
    order by p.is_wanted desc, carrier.id = p_booking.id, p.event_key, p.calendar_id
    limit 1
  );
end;
$$;
comment on function private.booking_event(public.bookings) is
  'The event of a booking''s session, which one of its bookings carries, in a calendar that is still connected; else the event that is still to be '
  'removed. Null: there is none.';
