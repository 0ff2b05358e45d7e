create function private.enqueue_audit(
  p_connection_id uuid, p_calendar_ids uuid[] default null, p_run_at timestamptz default null, p_tries integer default 0
)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.enqueue(
    'audit_account',
    jsonb_strip_nulls(jsonb_build_object(
      'connection_id', p_connection_id, 'calendar_ids', to_jsonb(p_calendar_ids), 'tries', nullif(p_tries, 0)
    )),
    p_key => 'audit:' || p_connection_id, p_queue => 'connection:' || p_connection_id, p_max_attempts => 3,
    p_run_at => greatest(p_run_at, private.quiet_until(p_connection_id)), p_priority => 10
  );
end;
$$;
comment on function private.enqueue_audit(uuid, uuid[], timestamptz, integer) is
  'Queues the audit of these calendars of an account (null: all) in its lane, after everything else that waits there, and never while the account '
  'backs off. p_tries: how often the deletion guard has held it back.';
