create function public.fail_pull(
  calendar_id uuid, error_code text, error_message text, needs_reconnect boolean,
  is_account_wide boolean default false, is_doubtful boolean default false, retry_after_ms bigint default null,
  is_retryable boolean default true, is_unanswered boolean default false, claims text default null, asks_consent boolean default false,
  secret_version integer default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change calendars otherwise
set search_path = ''
as $$
declare
  v_connection_id uuid;
  v_has_vanished boolean;
  v_is_server boolean;
  v_sync private.calendar_sync;
begin
  if fail_pull.needs_reconnect then
    select c.connection_id into v_connection_id from public.calendars as c where c.id = fail_pull.calendar_id for no key update;
    if private.is_outdated(v_connection_id, fail_pull.secret_version) then
      update public.calendars as c set sync_status = case when c.last_synced_at is null then 'pending' else 'synced' end
      where c.id = fail_pull.calendar_id and c.sync_status = 'syncing';
      perform private.enqueue_pull(fail_pull.calendar_id, v_connection_id);
      return jsonb_build_object('account_failed', false);
    end if;
  end if;
  v_has_vanished := case
    when fail_pull.error_code = 'gone' then private.record_missing_calendar(fail_pull.calendar_id) else private.has_vanished(fail_pull.calendar_id)
  end;
  update public.calendars as c
  set sync_status = case when v_has_vanished then 'synced' else 'error' end,
    sync_error = case when v_has_vanished then private.calendar_warning(c.id) else left(fail_pull.error_message, 1000) end
  where c.id = fail_pull.calendar_id
  returning c.connection_id into v_connection_id;
  if v_connection_id is null then
    return jsonb_build_object('account_failed', false);
  end if;
  -- Another calendar of the account got no response either, and none could be read since: their server does not respond.
  v_is_server := fail_pull.is_unanswered and exists (
    select from public.calendars as c
    join private.calendar_sync as s on s.calendar_id = c.id
    where c.connection_id = v_connection_id and c.id <> fail_pull.calendar_id and s.unanswered_at > coalesce((
      select max(o.last_synced_at) from public.calendars as o where o.connection_id = v_connection_id
    ), '-infinity')
  );
  update private.calendar_sync as s
  set failed_at = clock_timestamp(), unanswered_at = case when fail_pull.is_unanswered then clock_timestamp() end,
    failures = case when v_has_vanished then 0 else s.failures + (not v_is_server)::integer end,
    retry_at = case when not v_has_vanished and not v_is_server then now() + greatest(
      private.backoff(s.failures + 1),
      -- A failure that does not pass by itself is retried at the usual pace at first.
      case when not fail_pull.is_retryable then private.jittered(least(60 * power(2, least(s.failures, 20)), 600)) end
    ) end
  where s.calendar_id = fail_pull.calendar_id
  returning * into v_sync;
  if fail_pull.error_code = 'gone' and not v_has_vanished then
    -- The list of calendars did not name it: one more attempt is enough.
    update private.connection_sync as s
    set relist_at = least(s.relist_at, greatest(now(), s.listed_at + interval '60 seconds'))
    where s.connection_id = v_connection_id and v_sync.missing_since is not null;
  end if;
  perform private.log_sync(
    fail_pull.calendar_id, 'failed', 0, 0, 0, left(fail_pull.error_code || ': ' || fail_pull.error_message, 1000)
  );
  if v_has_vanished and not fail_pull.is_account_wide then
    return jsonb_build_object('account_failed', false);
  end if;
  perform private.record_failure(
    v_connection_id, fail_pull.error_code, fail_pull.error_message, fail_pull.needs_reconnect,
    fail_pull.is_account_wide or v_is_server, fail_pull.is_doubtful, fail_pull.retry_after_ms, fail_pull.claims, fail_pull.asks_consent
  );
  -- Its own backoff, besides the account's: success with another calendar does not end it.
  if v_sync.retry_at is not null then
    perform private.enqueue_pull(fail_pull.calendar_id, v_connection_id, p_run_at => greatest(v_sync.retry_at, (
      select s.backoff_until from private.connection_sync as s where s.connection_id = v_connection_id
    )));
  end if;
  return jsonb_build_object('account_failed', fail_pull.is_account_wide or v_is_server);
end;
$$;
comment on function public.fail_pull(uuid, text, text, boolean, boolean, boolean, bigint, boolean, boolean, text, boolean, integer) is
  'Records the failure of a pull on calendar, connection and log: {account_failed}. The calendar is retried later each time, by its own count of '
  'failures; a failure that concerns the account is counted there as well (private.record_failure). is_unanswered: nobody knows yet whether the '
  'calendar or its server is to blame; if it is the server, only the account counts it. Events stay as they are: rule 9 decides what that means '
  'for slots. A calendar that is missing twice is no longer a failure: private.record_missing_calendar. secret_version: of the '
  'credentials that were used. If they were refused, and the owner has connected the account again meanwhile, the calendar is pulled again.';
