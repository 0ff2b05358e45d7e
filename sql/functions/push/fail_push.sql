create function public.fail_push(
  event_key uuid, calendar_id uuid, revision integer, error_message text, is_final boolean, retry_after_ms bigint default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this, and change pushed events in no other way
set search_path = ''
as $$
begin
  update public.booking_calendar_events as p
  set state = case when is_final then 'failed' else 'pending' end, last_error = left(error_message, 1000)
  where p.event_key = fail_push.event_key and p.calendar_id = fail_push.calendar_id and p.revision = fail_push.revision;
  if found and fail_push.retry_after_ms is not null and not is_final then
    perform private.enqueue_push(
      fail_push.event_key, fail_push.calendar_id, now() + make_interval(secs => least(fail_push.retry_after_ms, 3600000) / 1000.0)
    );
  end if;
  return null;
end;
$$;
comment on function public.fail_push(uuid, uuid, integer, text, boolean, bigint) is
  'Writing an event failed: says so beside the booking, which stands all the same. is_final: it is not tried again until something changes; '
  'retry_after_ms: it is, no sooner than that (at most an hour).';
