create function private.require_attendee(p_attendee jsonb)
returns void
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_fault text;
begin
  if p_attendee is null or jsonb_typeof(p_attendee) <> 'object' then
    perform private.fail('invalid_request', 'The attendee is missing.', 'Send attendee: {name, email, time_zone, locale}.');
  end if;
  if jsonb_typeof(p_attendee -> 'name') is distinct from 'string' or private.is_blank(p_attendee ->> 'name') then
    perform private.fail('invalid_request', 'The name is missing.', 'Send a name of 1 to 200 characters on one line.');
  end if;
  v_fault := coalesce(
    private.text_fault('The name', p_attendee ->> 'name', 200), private.text_fault('The email address', p_attendee ->> 'email', 254)
  );
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault);
  end if;
  if jsonb_typeof(p_attendee -> 'email') is distinct from 'string' or p_attendee ->> 'email'
    !~ '^[^[:space:][:cntrl:]\u200c\u200d\ufe00-\ufe0f@<>,;:"\\]+@[^[:space:][:cntrl:]\u200c\u200d\ufe00-\ufe0f@<>,;:"\\]+$'
  then
    perform private.fail('invalid_request', 'The email address is not valid.', 'Send an address such as ann@example.com.');
  end if;
end;
$$;
comment on function private.require_attendee(jsonb) is
  'Refuses a visitor without a visible name, or with an address that cannot receive mail; control and invisible characters never pass. Raises '
  'invalid_request.';
