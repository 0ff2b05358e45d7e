create function private.hasten_pushes(p_connection_id uuid)
returns void
language plpgsql
security definer -- the roles of the API have no rights on the queue
set search_path = ''
as $$
begin
  perform graphile_worker.reschedule_jobs(
    array(
      select j.id from graphile_worker.jobs as j
      where j.queue_name = 'connection:' || p_connection_id and j.task_identifier in ('push_event', 'verify_event')
        and j.locked_at is null and j.attempts = 0 and j.run_at > now()
    ),
    run_at => greatest(now(), private.blocked_until(p_connection_id))
  );
end;
$$;
comment on function private.hasten_pushes(uuid) is
  'An account responds again: runs now the writes and checks in its calendars that were put off until then (private.quiet_until).';
