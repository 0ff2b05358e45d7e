create function public.pull_again(calendar_id uuid, after_ms integer, tries integer default null)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not add jobs otherwise
set search_path = ''
as $$
declare
  -- At most as late as the next sync of the account would be.
  v_at constant timestamptz := now() + make_interval(secs => least(greatest(pull_again.after_ms, 0), 60000) / 1000.0);
begin
  if not exists (
    select from graphile_worker.jobs as j
    where j.key = 'pull:' || pull_again.calendar_id and j.locked_at is null and j.attempts = 0 and j.run_at <= v_at
  ) then
    perform private.enqueue_pull(c.id, c.connection_id, p_run_at => greatest(v_at, private.quiet_until(c.connection_id)), p_tries => pull_again.tries)
    from public.calendars as c
    join public.calendar_connections as k on k.id = c.connection_id and k.status <> 'disconnected'
    where c.id = pull_again.calendar_id;
  end if;
  return null;
end;
$$;
comment on function public.pull_again(uuid, integer, integer) is
  'Queues another pull of a calendar in so many milliseconds (at most a minute), for providers that may not have shown everything yet; nothing if '
  'a waiting one comes sooner. Not while its account backs off (private.quiet_until). tries: the count for this pull (private.enqueue_pull); null: '
  'no announcement caused it.';
