create function public.fail_sync(
  connection_id uuid, error_code text, error_message text, needs_reconnect boolean, is_doubtful boolean default false,
  retry_after_ms bigint default null, claims text default null, asks_consent boolean default false,
  secret_version integer default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change connections otherwise
set search_path = ''
as $$
begin
  -- By id, as everywhere: whoever cares for a channel of the account locks them, too (private.lock_watched).
  perform from public.calendars as c where c.connection_id = fail_sync.connection_id order by c.id for no key update;
  if fail_sync.needs_reconnect and private.is_outdated(fail_sync.connection_id, fail_sync.secret_version) then
    perform private.enqueue_sync(fail_sync.connection_id);
    return jsonb_build_object('is_outdated', true);
  end if;
  update public.calendars as c
  set sync_status = 'error', sync_error = left(fail_sync.error_message, 1000)
  where c.connection_id = fail_sync.connection_id and not private.has_vanished(c.id);
  insert into public.sync_logs (owner_id, connection_id, operation, status, error_message)
  select k.owner_id, k.id, 'poll', 'failed', left(fail_sync.error_code || ': ' || fail_sync.error_message, 1000)
  from public.calendar_connections as k where k.id = fail_sync.connection_id;
  perform private.record_failure(
    fail_sync.connection_id, fail_sync.error_code, fail_sync.error_message, fail_sync.needs_reconnect, true, fail_sync.is_doubtful,
    fail_sync.retry_after_ms, fail_sync.claims, fail_sync.asks_consent
  );
  return jsonb_build_object('is_outdated', false);
end;
$$;
comment on function public.fail_sync(uuid, text, text, boolean, boolean, bigint, text, boolean, integer) is
  'A sync, or anything else that concerns the whole account, could not reach it: records that on the account, its calendars and the log, and plans '
  'the next sync (private.record_failure). secret_version: of the credentials that were used. If they were refused, and the owner has connected the '
  'account again meanwhile (is_outdated), nothing is recorded, and the account is synced at once.';
