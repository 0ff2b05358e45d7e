create function private.is_server_silent(p_connection_id uuid, p_calendar_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from public.calendars as c
    join private.calendar_sync as s on s.calendar_id = c.id
    where c.connection_id = p_connection_id and c.id <> p_calendar_id and s.unanswered_at > coalesce((
      select max(o.last_synced_at) from public.calendars as o where o.connection_id = p_connection_id
    ), '-infinity')
  );
end;
$$;
comment on function private.is_server_silent(uuid, uuid) is
  'Whether another calendar of the account got no response either, and none could be read since: then their server does not respond.';
