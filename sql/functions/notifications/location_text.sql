create function private.location_text(p_booking public.bookings, p_fallback text, p_with_words boolean)
returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
  return nullif(case
    when p_booking.location is null then p_fallback
    when p_booking.location ->> 'kind' = 'video' then p_booking.location ->> 'join_url'
    when p_booking.location ->> 'kind' in ('phone_host_calls', 'ask_visitor') and not p_with_words then null
    else p_booking.location ->> 'value'
  end, '');
end;
$$;
comment on function private.location_text(public.bookings, text, boolean) is
  'Where a booking takes place, as a text: an address, a number, a link. p_fallback: the location of its event type, for bookings from before places '
  'had kinds. p_with_words: also what the visitor wrote, which no mail to them may repeat. Null: nothing to say.';
