create function private.record_watch_failure(
  p_connection_id uuid, p_calendar_id uuid, p_error_code text, p_message text, p_retry_after_ms bigint default null
)
returns timestamptz
language plpgsql
set search_path = ''
as $$
declare
  v_watch private.calendar_watch;
begin
  select w.* into v_watch
  from private.calendar_watch as w
  where w.connection_id = p_connection_id and w.calendar_id is not distinct from p_calendar_id for update;
  v_watch.failures := coalesce(v_watch.failures, 0) + 1;
  v_watch.watch_after := now() + case
    when p_error_code = 'not_watchable' then private.jittered(7 * 86400)
    when p_error_code = 'misconfigured' then private.jittered(6 * 3600)
    -- Another id is tried at once, but only once.
    when p_error_code = 'channel_taken' and v_watch.watch_error is distinct from 'channel_taken' then interval '0'
    else greatest(
      private.jittered(least(60 * power(2, least(v_watch.failures, 20) - 1), 6 * 3600)),
      make_interval(secs => least(coalesce(p_retry_after_ms, 0) / 1000.0, 86400))
    )
  end;
  insert into private.calendar_watch as w (connection_id, calendar_id, failures, failed_at, watch_after, watch_error, watch_message)
  values (p_connection_id, p_calendar_id, v_watch.failures, now(), v_watch.watch_after, p_error_code, left(p_message, 1000))
  on conflict on constraint calendar_watch_key do update
  set failures = excluded.failures, failed_at = excluded.failed_at, watch_after = excluded.watch_after, watch_error = excluded.watch_error,
    watch_message = excluded.watch_message;
  return v_watch.watch_after;
end;
$$;
comment on function private.record_watch_failure(uuid, uuid, text, text, bigint) is
  'No channel could be opened or prolonged for a calendar, or for an account (p_calendar_id null): plans the next attempt, and keeps why, for the '
  'owner (p_message). not_watchable: in a '
  'week; misconfigured: in 6 h; channel_taken: at once the first time; else after 1 min, doubled each time up to 6 h, and never sooner than the '
  'provider asked for (in milliseconds); all 20 % more or less.';
