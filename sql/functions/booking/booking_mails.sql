create function private.booking_mails(p_booking public.bookings)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_agg(jsonb_build_object(
      'id', n.id, 'booking_id', n.booking_id, 'kind', n.kind, 'state', n.state, 'last_error', n.last_error,
      'recipient', n.recipient, 'is_to_attendee', n.recipient = a.email,
      'created_at', private.iso_instant(n.created_at), 'sent_at', private.iso_instant(n.sent_at),
      'failing_since', private.iso_instant(n.failing_since), 'is_again', n.resent_from is not null, 'is_gathered', n.gathered_into is not null,
      'can_resend', n.gathered_into is null and not (n.state = 'pending' and n.failing_since is null)
        and private.is_mail_current(n.kind, p_booking.status)
    ) order by n.created_at desc, n.id)
    from (
      select m.* from public.notifications as m where m.booking_id = p_booking.id
      union all
      -- A mail about several dates of a series stands with the first of them.
      select m.*
      from public.bookings as o
      join public.notifications as m on m.booking_id = o.id and m.kind like 'series\_%'
      where o.series_id = p_booking.series_id and o.id <> p_booking.id
        and (m.series_booking_ids is null or p_booking.id = any (m.series_booking_ids))
    ) as n
    left join public.booking_attendees as a on a.booking_id = p_booking.id
  ), '[]');
end;
$$;
comment on function private.booking_mails(public.bookings) is
  'The mails about a booking, newest first, with the state of each and whether it can be sent again (public.resend_notification, with booking_id).';
