create function private.is_mail_current(p_kind text, p_status text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select case
    when p_kind in ('booking_confirmed', 'booking_confirmed_unread', 'booking_reminder', 'booking_link_added', 'series_confirmed',
      'series_confirmed_unread', 'series_link_added') then p_status = 'confirmed'
    when p_kind in ('booking_requested', 'series_requested') then p_status = 'pending'
    when p_kind in ('booking_declined', 'series_declined') then p_status = 'declined'
    when p_kind in ('booking_cancelled', 'series_cancelled') then p_status = 'cancelled'
    when p_kind in ('booking_rescheduled', 'booking_time_proposed') then p_status in ('confirmed', 'pending')
    when p_kind in ('booking_request_expired', 'series_request_expired') then p_status = 'expired'
    else false
  end
$$;
comment on function private.is_mail_current(text, text) is
  'Whether a mail of this kind says how a booking with this status stands; false for mails that are not about that. The service checks the same '
  'before it sends (isStillTrue in mail/booking-messages.ts).';
