create function private.is_disconnected(p_calendar_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from public.calendars as c
    join public.calendar_connections as k on k.id = c.connection_id
    where c.id = p_calendar_id and k.status = 'disconnected'
  );
end;
$$;
comment on function private.is_disconnected(uuid) is
  'Whether the account of a calendar is disconnected. Changes for our events there are written when it is connected again.';
