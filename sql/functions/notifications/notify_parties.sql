create function private.notify_parties(p_booking_id uuid, p_kind text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_mail record;
  v_event constant text := case p_kind
    when 'booking_requested' then 'booking.requested'
    when 'booking_confirmed' then 'booking.confirmed'
    when 'booking_rescheduled' then 'booking.moved'
    when 'booking_cancelled' then 'booking.cancelled'
    when 'booking_declined' then 'booking.declined'
    when 'booking_request_expired' then 'booking.expired'
  end;
begin
  for v_mail in
    select r.recipient, r.kind
    from public.bookings as b
    join public.hosts as h on h.id = b.host_id
    join auth.users as u on u.id = h.owner_id
    left join public.booking_attendees as a on a.booking_id = b.id
    cross join lateral (values
      (a.email, p_kind),
      (u.email::text, case
        -- What was a request before was looked at by the host.
        when p_kind = 'booking_confirmed' and b.unread_calendars is not null and not exists (
          select from public.notifications as n where n.booking_id = b.id and n.kind = 'booking_requested'
        ) then 'booking_confirmed_unread'
        else p_kind
      end)
    ) as r (recipient, kind)
    where b.id = p_booking_id and r.recipient is not null
  loop
    perform private.add_notification(v_mail.kind, v_mail.recipient, p_booking_id => p_booking_id);
  end loop;
  perform private.add_booking_event(p_booking_id, v_event);
end;
$$;
comment on function private.notify_parties(uuid, text) is
  'Writes one notification to the visitor and one to the owner of the host, and the event for the owner''s webhooks, with a job for each, in the '
  'caller''s transaction. An owner whose calendars were not all known when it was booked is asked to check (booking_confirmed_unread).';
