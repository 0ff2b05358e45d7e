create function private.read_only_text()
returns text
language sql
immutable
set search_path = ''
as $$
  select 'This calendar is now read-only, so bookings are not written to it. Give the account write access again, or choose another calendar.';
$$;
comment on function private.read_only_text() is 'The text for a booking target that lost its write access, and for each event that waits for it.';
