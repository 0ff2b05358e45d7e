create function private.release_mails(p_event_key uuid, p_calendar_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_booking record;
begin
  for v_booking in
    select o.id, o.series_id, a.email
    from public.booking_calendar_events as p
    join public.bookings as b on b.id = p.booking_id
    join public.bookings as o on o.event_type_id = b.event_type_id and o.starts_at = b.starts_at and o.ends_at = b.ends_at
    join public.booking_attendees as a on a.booking_id = o.id
    where p.event_key = p_event_key and p.calendar_id = p_calendar_id and p.is_wanted
      and o.status = 'confirmed' and o.location ->> 'kind' = 'video'
    order by o.id
  loop
    perform private.enqueue('send_notification', jsonb_build_object('notification_id', n.id), p_key => 'send_notification:' || n.id)
    from public.notifications as n
    where n.booking_id = any (array(
        select v_booking.id
        union
        select s.id from public.bookings as s where s.series_id = v_booking.series_id
      ))
      and n.recipient = v_booking.email and n.state = 'pending' and n.begun_at is null and n.gathered_into is null and n.failing_since is null
      and (
        (n.booking_id = v_booking.id and n.kind in ('booking_confirmed', 'booking_rescheduled'))
        or (
          n.kind = 'series_confirmed'
          -- The mail about a series has the links of all of them.
          and not exists (
            select from public.bookings as s
            where s.series_id = v_booking.series_id and s.status = 'confirmed' and s.location ->> 'kind' = 'video' and not s.location ? 'join_url'
              and exists (
                select from public.booking_calendar_events as e
                where e.event_key = (private.session_event(s.id)).event_key and e.is_wanted and e.state = 'pending' and e.last_error is null
              )
          )
        )
      );
  end loop;
end;
$$;
comment on function private.release_mails(uuid, uuid) is
  'No video link comes for an event, or not soon: the mails to visitors that wait for it (private.notify_parties) go out now; that about a series as '
  'soon as none of its events is still to be written.';
