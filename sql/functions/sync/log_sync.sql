create function private.log_sync(
  p_calendar_id uuid, p_status text, p_created integer, p_updated integer, p_deleted integer, p_error text
)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into public.sync_logs (
    owner_id, connection_id, calendar_id, operation, status, events_processed, events_created, events_updated, events_deleted,
    error_message, duration_ms
  )
  select
    c.owner_id, c.connection_id, c.id, 'pull', p_status, p_created + p_updated + p_deleted, p_created, p_updated, p_deleted,
    p_error, (extract(epoch from clock_timestamp() - s.last_attempt_at) * 1000)::integer
  from public.calendars as c
  left join private.calendar_sync as s on s.calendar_id = c.id
  where c.id = p_calendar_id;
end;
$$;
comment on function private.log_sync(uuid, text, integer, integer, integer, text) is
  'Writes what a pull did to sync_logs; the duration counts from its beginning, in milliseconds.';
