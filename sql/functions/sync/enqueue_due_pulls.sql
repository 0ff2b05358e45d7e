create function public.enqueue_due_pulls(poll_interval_seconds integer)
returns jsonb
language plpgsql
security definer -- service_role may call this, and add jobs in no other way
set search_path = ''
as $$
declare
  v_calendar record;
  v_enqueued integer := 0;
begin
  for v_calendar in
    select c.id, c.connection_id
    from public.calendars as c
    join public.calendar_connections as k on k.id = c.connection_id and k.status in ('active', 'error')
    join private.connection_secrets as x on x.connection_id = k.id
    left join private.calendar_sync as s on s.calendar_id = c.id
    where coalesce(s.last_attempt_at, '-infinity') <= now() - make_interval(secs => greatest(poll_interval_seconds, 1))
    order by s.last_attempt_at nulls first
    for update of c skip locked
  loop
    perform private.enqueue_pull(v_calendar.id, v_calendar.connection_id);
    v_enqueued := v_enqueued + 1;
  end loop;
  return jsonb_build_object('enqueued', v_enqueued);
end;
$$;
comment on function public.enqueue_due_pulls(integer) is
  'Queues a pull of every calendar that was last asked poll_interval_seconds ago or earlier: {enqueued}. Any number of processes may call it.';
