create function public.fail_pull(
  calendar_id uuid, error_code text, error_message text, needs_reconnect boolean,
  is_account_wide boolean default false, is_doubtful boolean default false, retry_after_ms bigint default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this, and change calendars in no other way
set search_path = ''
as $$
declare
  v_connection_id uuid;
  v_has_vanished boolean;
begin
  v_has_vanished := case
    when fail_pull.error_code = 'gone' then private.note_gone(fail_pull.calendar_id) else private.has_vanished(fail_pull.calendar_id)
  end;
  update public.calendars as c
  set sync_status = case when v_has_vanished then 'synced' else 'error' end,
    sync_error = case when v_has_vanished then private.calendar_warning(c.id) else left(fail_pull.error_message, 1000) end
  where c.id = fail_pull.calendar_id
  returning c.connection_id into v_connection_id;
  update private.calendar_sync as s set failed_at = clock_timestamp() where s.calendar_id = fail_pull.calendar_id;
  if fail_pull.error_code = 'gone' and not v_has_vanished then
    -- The list of calendars did not name it: once more will do.
    update private.connection_sync as s
    set relist_at = least(s.relist_at, greatest(now(), s.listed_at + interval '60 seconds'))
    where s.connection_id = v_connection_id and exists (
      select from private.calendar_sync as m where m.calendar_id = fail_pull.calendar_id and m.missing_since is not null
    );
  end if;
  perform private.log_sync(
    fail_pull.calendar_id, 'failed', 0, 0, 0, left(fail_pull.error_code || ': ' || fail_pull.error_message, 1000)
  );
  if v_has_vanished and not fail_pull.is_account_wide then
    return null;
  end if;
  perform private.note_failure(
    v_connection_id, fail_pull.error_message, fail_pull.needs_reconnect, fail_pull.is_account_wide, fail_pull.is_doubtful,
    fail_pull.retry_after_ms
  );
  return null;
end;
$$;
comment on function public.fail_pull(uuid, text, text, boolean, boolean, boolean, bigint) is
  'A pull failed: says so on calendar, connection and log, and plans the next look (private.note_failure). Events stay as they are and age: '
  'rule 9 decides what that means for slots. A calendar that is gone twice over is no failure any more: private.note_gone.';
