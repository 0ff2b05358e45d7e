create function public.resend_notification(booking_id uuid, notification_id uuid, actor_user_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this for a host that it has verified
set search_path = ''
as $$
declare
  v_max_mails constant integer := 5;
  v_booking constant public.bookings := private.lock_booking(resend_notification.booking_id, null, resend_notification.actor_user_id);
  v_mail public.notifications;
  v_recipient text;
begin
  select n.* into v_mail
  from public.notifications as n
  where n.id = resend_notification.notification_id and n.booking_id = v_booking.id;
  if v_mail.id is null then
    perform private.fail('not_found', 'This booking has no such mail.', 'Check the id of the notification.');
  end if;
  if v_mail.kind like 'series\_%' then
    -- It stands with the first of them, and says those to which it applies.
    if not exists (
      select from public.bookings as b
      where b.series_id = v_booking.series_id and private.is_mail_current(v_mail.kind, b.status)
        and (v_mail.series_booking_ids is null or b.id = any (v_mail.series_booking_ids))
    ) then
      perform private.fail(
        'invalid_state', 'What this mail says is no longer so of any booking that it is about.', 'Send the latest mail about it again.'
      );
    end if;
  elsif not private.is_mail_current(v_mail.kind, v_booking.status) then
    perform private.fail(
      'invalid_state', format('What this mail says is no longer so: the booking is %s.', v_booking.status), 'Send the latest mail about it again.'
    );
  end if;
  if v_mail.state = 'pending' and v_mail.failing_since is null then
    perform private.fail('invalid_state', 'This mail is on its way.', 'Wait until it was sent, or has failed.');
  end if;
  if (
    select count(*) from public.notifications as n
    where n.booking_id = v_booking.id and n.resent_from is not null and n.created_at > now() - interval '1 hour'
  ) >= v_max_mails then
    perform private.fail('rate_limited', 'Mails about this booking were sent again 5 times within an hour.', 'Wait an hour.');
  end if;

  -- The visitor's address as it is now, or the owner's.
  select a.email into v_recipient from public.booking_attendees as a where a.booking_id = v_booking.id and a.email = v_mail.recipient;
  if v_recipient is null then
    select u.email into v_recipient from public.hosts as h join auth.users as u on u.id = h.owner_id where h.id = v_booking.host_id;
  end if;
  if v_recipient is null then
    perform private.fail('invalid_state', 'There is no address to send it to.', 'Give your account an email address.');
  end if;
  -- What still waits for its next attempt would only say the same twice.
  update public.notifications as n set state = 'failed' where n.id = v_mail.id and n.state = 'pending';
  perform private.add_notification(v_mail.kind, v_recipient, p_booking_id => v_booking.id, p_resent_from => v_mail.id);
  return private.booking_result(v_booking.id);
end;
$$;
comment on function public.resend_notification(uuid, uuid, uuid) is
  'The host has a mail about a booking sent again: as a new notification, with what is so now, at most 5 an hour for a booking. One that still waits '
  'for its next attempt is given up for it. Raises not_found, forbidden, invalid_state (it is on its way, or no longer true), rate_limited.';
