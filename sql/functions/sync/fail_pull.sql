create function public.fail_pull(calendar_id uuid, error_code text, error_message text, needs_reconnect boolean)
returns jsonb
language plpgsql
security definer -- service_role may call this, and change calendars in no other way
set search_path = ''
as $$
begin
  update public.calendars as c
  set sync_status = 'error', sync_error = left(fail_pull.error_message, 1000)
  where c.id = fail_pull.calendar_id;
  update public.calendar_connections as k
  set status = case when fail_pull.needs_reconnect then 'needs_reconnect' else k.status end,
    last_error = left(fail_pull.error_message, 1000)
  from public.calendars as c
  where c.id = fail_pull.calendar_id and k.id = c.connection_id and k.status <> 'disconnected';
  perform private.log_sync(
    fail_pull.calendar_id, 'failed', 0, 0, 0, left(fail_pull.error_code || ': ' || fail_pull.error_message, 1000)
  );
  return null;
end;
$$;
comment on function public.fail_pull(uuid, text, text, boolean) is
  'A pull failed: says so on calendar, connection and log. Events stay as they are and age: rule 9 decides what that means for slots.';
