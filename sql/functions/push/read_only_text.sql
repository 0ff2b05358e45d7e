create function private.read_only_text()
returns text
language sql
immutable
set search_path = ''
as $$
  select 'This calendar can only be read now, so that bookings are not written to it. Let the account change it again, or choose another '
    'calendar for bookings.';
$$;
comment on function private.read_only_text() is 'What stands with a booking target that lost its write access, and with each event that waits for it.';
