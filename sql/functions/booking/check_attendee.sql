create function private.check_attendee(p_attendee jsonb)
returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
  if p_attendee is null or jsonb_typeof(p_attendee) <> 'object' then
    perform private.fail('invalid_request', 'The attendee is missing.', 'Send attendee: {name, email, time_zone, locale}.');
  end if;
  if jsonb_typeof(p_attendee -> 'name') is distinct from 'string'
    or btrim(p_attendee ->> 'name') = '' or char_length(p_attendee ->> 'name') > 200
    or p_attendee ->> 'name' ~ '[[:cntrl:]]'
  then
    perform private.fail('invalid_request', 'The name is not valid.', 'Send a name of 1 to 200 characters on one line.');
  end if;
  if jsonb_typeof(p_attendee -> 'email') is distinct from 'string'
    or char_length(p_attendee ->> 'email') > 254
    or p_attendee ->> 'email' !~ '^[^[:space:][:cntrl:]@<>,;:"\\]+@[^[:space:][:cntrl:]@<>,;:"\\]+$'
  then
    perform private.fail('invalid_request', 'The e-mail address is not valid.', 'Send an address such as ann@example.com.');
  end if;
end;
$$;
comment on function private.check_attendee(jsonb) is
  'Refuses a visitor without name or with an address that could not be mailed; control characters never pass. Raises invalid_request.';
