create function public.fail_push(
  event_key uuid, calendar_id uuid, revision integer, error_message text, is_final boolean, retry_after_ms bigint default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change pushed events otherwise
set search_path = ''
as $$
declare
  v_attempts integer;
  v_again_at timestamptz;
begin
  select p.attempts into v_attempts
  from public.booking_calendar_events as p
  where p.event_key = fail_push.event_key and p.calendar_id = fail_push.calendar_id and p.revision = fail_push.revision
  for no key update;
  if not found then
    return null;
  end if;
  update public.booking_calendar_events as p
  set state = case when is_final then 'failed' else 'pending' end, last_error = left(error_message, 1000),
    -- The next retry starts over, but not as if it had never been tried.
    attempts = case when is_final then least(v_attempts, 1) else v_attempts end
  where p.event_key = fail_push.event_key and p.calendar_id = fail_push.calendar_id;
  if fail_push.retry_after_ms is not null and not is_final then
    v_again_at := now() + greatest(
      private.backoff(v_attempts), make_interval(secs => least(fail_push.retry_after_ms, 3600000) / 1000.0),
      -- As long as the queue itself, which gives up after four days.
      make_interval(secs => exp(least(v_attempts, 10)))
    );
    perform private.enqueue_push(fail_push.event_key, fail_push.calendar_id, v_again_at);
  end if;
  if is_final or v_again_at > now() + interval '20 seconds' then
    perform private.release_mails(fail_push.event_key, fail_push.calendar_id);
  end if;
  return null;
end;
$$;
comment on function public.fail_push(uuid, uuid, integer, text, boolean, bigint) is
  'Records with the booking, which stays as it is, that writing its event failed. is_final: it is not retried until something changes. '
  'retry_after_ms: it is retried, no sooner than that (at most an hour, or as long as the provider asked us to wait), and later each time '
  '(private.backoff). Mails do not wait for its video link then (private.release_mails).';
