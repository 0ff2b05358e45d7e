create function private.expects_join_url(p_booking_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
declare
  v_booking public.bookings;
begin
  select b.* into v_booking
  from public.bookings as b
  where b.id = p_booking_id and b.status = 'confirmed' and b.location ->> 'kind' = 'video' and not b.location ? 'join_url';
  if v_booking.id is null or not private.makes_video(v_booking.calendar_id) then
    return false;
  end if;
  return not exists (
    -- Its event cannot be written at the moment.
    select from public.calendars as c
    join public.calendar_connections as k on k.id = c.connection_id
    left join private.connection_sync as s on s.connection_id = k.id
    left join private.calendar_sync as y on y.calendar_id = c.id
    where c.id = v_booking.calendar_id and (
      k.status = 'needs_reconnect' or y.vanished_at is not null or greatest(s.blocked_until, s.backoff_until) > now() + interval '20 seconds'
    )
  ) and not exists (
    -- Its event was written when one by video belonged to it already, and got no link.
    select from public.bookings as o
    join public.booking_calendar_events as p on p.booking_id = o.id and p.is_wanted
    where o.event_type_id = v_booking.event_type_id and o.starts_at = v_booking.starts_at and o.ends_at = v_booking.ends_at
      and o.status = 'confirmed' and p.join_url is null and p.link_waits = 0 and exists (
        select from public.bookings as w
        where w.event_type_id = v_booking.event_type_id and w.starts_at = v_booking.starts_at and w.ends_at = v_booking.ends_at
          and w.status = 'confirmed' and w.location ->> 'kind' = 'video' and w.confirmed_at < p.pushed_at
      )
  );
end;
$$;
comment on function private.expects_join_url(uuid) is
  'Whether the calendar of a booking by video will make its link within moments, as far as is known: not where it makes none, where its account cannot '
  'be asked now, and where the event was written and got none.';
