create function private.mark_synced(p_calendar_id uuid, p_covered_from timestamptz, p_covered_until timestamptz)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update public.calendars as c
  set sync_status = 'synced', sync_error = (
      select s.warning from private.calendar_sync as s where s.calendar_id = p_calendar_id
    ),
    last_synced_at = now(), covered_from = p_covered_from, covered_until = p_covered_until
  where c.id = p_calendar_id;
  update public.calendar_connections as k
  set status = 'active', last_error = null
  from public.calendars as c
  where c.id = p_calendar_id and k.id = c.connection_id and k.status <> 'disconnected' and (k.status <> 'active' or k.last_error is not null);
end;
$$;
comment on function private.mark_synced(uuid, timestamptz, timestamptz) is
  'A pull succeeded: the calendar is fresh and covered, errors of the connection are over; what could not be read is named.';
