create function private.is_writable(p_calendar_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from public.calendars as c
    join public.calendar_connections as k on k.id = c.connection_id
    where c.id = p_calendar_id and k.status <> 'disconnected' and c.access = 'write'
  ) and not private.has_vanished(p_calendar_id);
end;
$$;
comment on function private.is_writable(uuid) is
  'Whether events of ours can be written to a calendar, now or after waiting: its account is connected, the calendar exists, and it is not '
  'read-only.';
