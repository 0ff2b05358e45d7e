create function public.pull_again(calendar_id uuid, after_ms integer)
returns jsonb
language plpgsql
security definer -- service_role may call this, and add jobs in no other way
set search_path = ''
as $$
declare
  v_connection_id uuid;
  -- At most as late as the next look at the account would be.
  v_run_at constant timestamptz := now() + make_interval(secs => least(greatest(pull_again.after_ms, 0), 60000) / 1000.0);
begin
  select c.connection_id into v_connection_id from public.calendars as c where c.id = pull_again.calendar_id;
  -- One that waits for an earlier instant says itself whether there is to be another.
  if v_connection_id is not null and not exists (
    select from graphile_worker.jobs as j
    where j.key = 'pull:' || pull_again.calendar_id and j.locked_at is null and j.attempts = 0 and j.run_at <= v_run_at
  ) then
    perform private.enqueue_pull(pull_again.calendar_id, v_connection_id, p_run_at => v_run_at);
  end if;
  return null;
end;
$$;
comment on function public.pull_again(uuid, integer) is
  'The adapter may not have been shown all yet: queues a pull of the calendar in after_ms milliseconds (at most a minute), unless one waits for '
  'an earlier instant. A calendar that is gone meanwhile: nothing.';
