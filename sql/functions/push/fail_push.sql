create function public.fail_push(event_key uuid, calendar_id uuid, revision integer, error_message text, is_final boolean)
returns jsonb
language plpgsql
security definer -- service_role may call this, and change pushed events in no other way
set search_path = ''
as $$
begin
  update public.booking_calendar_events as p
  set state = case when is_final then 'failed' else 'pending' end, last_error = left(error_message, 1000)
  where p.event_key = fail_push.event_key and p.calendar_id = fail_push.calendar_id and p.revision = fail_push.revision;
  return null;
end;
$$;
comment on function public.fail_push(uuid, uuid, integer, text, boolean) is
  'Writing an event failed: says so beside the booking, which stands all the same. is_final: it is not tried again until something changes.';
