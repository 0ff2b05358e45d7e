create function private.webhook_fault(p_url text, p_events text[])
returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  return case
    when p_url is null or p_url !~* '^https?://' then 'url must be an address that begins with https://.'
    when char_length(p_url) > 2000 then 'url is too long: at most 2000 characters.'
    when p_url ~* '^https?://[^/?#]*@' then 'url must contain neither user name nor password: receivers check the signature.'
    when p_url !~* '^https?://[^[:space:][:cntrl:]/?#@]+([/?#][^[:space:][:cntrl:]]*)?$' then 'url is not a web address.'
    when coalesce(cardinality(p_events), 0) = 0 then 'events must name at least one event.'
    when not p_events <@ array[
      'booking.requested', 'booking.confirmed', 'booking.moved', 'booking.cancelled', 'booking.declined', 'booking.expired',
      'booking.no_show', 'calendar.needs_reconnect', 'calendar.restored'
    ] then 'events names an event that does not exist. /docs lists them.'
  end;
end;
$$;
comment on function private.webhook_fault(text, text[]) is
  'What is wrong with an endpoint that an owner writes, in a sentence; null: nothing. Whether the address may be called is decided with each call.';
