create function public.get_booking_sheet(booking_id uuid)
returns jsonb
language plpgsql
stable
security definer -- the policy of each table would look up the owner again; the first statement lets only the owner pass
set search_path = ''
as $$
declare
  v_booking public.bookings;
begin
  select b.* into v_booking
  from public.bookings as b
  join public.hosts as h on h.id = b.host_id
  where b.id = get_booking_sheet.booking_id and b.status <> 'held' and h.owner_id = (select auth.uid());
  if v_booking.id is null then
    perform private.fail('not_found', 'You have no such booking.', 'Check booking_id and who is signed in.');
  end if;

  return jsonb_build_object(
    'booking', private.booking_facts(v_booking),
    'event', private.booking_event(v_booking),
    'others', (
      select count(*)
      from public.bookings as o
      where o.event_type_id = v_booking.event_type_id and o.starts_at = v_booking.starts_at and o.ends_at = v_booking.ends_at
        and o.status = 'confirmed' and o.id <> v_booking.id
    ),
    'stale', coalesce((
      select jsonb_agg(jsonb_build_object('name', coalesce(nullif(c.name, ''), 'A calendar'), 'reason', u.item ->> 'reason') order by u.i)
      from jsonb_array_elements(v_booking.unread_calendars) with ordinality as u (item, i)
      left join public.calendars as c on c.id = (u.item ->> 'calendar_id')::uuid
    ), '[]')
  );
end;
$$;
comment on function public.get_booking_sheet(uuid) is
  'All that its owner sees of a booking: who booked what, what their calendar has against it, the state of its event there, how many others booked '
  'the same session, and the calendars that could not be read. Raises not_found, also for holds and bookings of others.';
