create function private.lock_watched(p_connection_id uuid, p_calendar_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if p_calendar_id is null then
    perform from public.calendars as c
    where c.connection_id in (select private.connections_of_account(p_connection_id))
    order by c.id for no key update;
  else
    perform from public.calendars as c where c.id = p_calendar_id for no key update;
  end if;
end;
$$;
comment on function private.lock_watched(uuid, uuid) is
  'Locks what a channel stands for, before its channels: a calendar, or (p_calendar_id null) all calendars of an account by id, those of all its '
  'connections.';
