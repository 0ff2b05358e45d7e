create function private.booking_event(p_kind text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
  return case p_kind
    when 'booking_requested' then 'booking.requested'
    when 'booking_confirmed' then 'booking.confirmed'
    when 'booking_rescheduled' then 'booking.moved'
    when 'booking_cancelled' then 'booking.cancelled'
    when 'booking_declined' then 'booking.declined'
    when 'booking_request_expired' then 'booking.expired'
    when 'series_requested' then 'booking.requested'
    when 'series_confirmed' then 'booking.confirmed'
    when 'series_cancelled' then 'booking.cancelled'
    when 'series_declined' then 'booking.declined'
    when 'series_request_expired' then 'booking.expired'
  end;
end;
$$;
comment on function private.booking_event(text) is 'What webhooks are told of a booking whose mail is of this kind.';
