create function private.drop_pulls(p_connection_id uuid)
returns void
language plpgsql
security definer -- the roles of the API have no rights on the queue
set search_path = ''
as $$
declare
  v_jobs bigint[];
  v_calendars uuid[];
begin
  select array_agg(j.id) into v_jobs from graphile_worker.jobs as j where j.key = 'announced:' || p_connection_id and j.locked_at is null;
  if v_jobs is not null then
    perform private.want_pulls(p_connection_id, p_is_watched_only => true);
    perform graphile_worker.complete_jobs(v_jobs);
  end if;
  select array_agg(j.id), array_agg(c.id) into v_jobs, v_calendars
  from public.calendars as c
  join graphile_worker.jobs as j on j.key = 'pull:' || c.id and j.locked_at is null
  where c.connection_id = p_connection_id;
  if v_jobs is null then
    return;
  end if;
  update private.calendar_sync as s set wanted_at = clock_timestamp() where s.calendar_id = any (v_calendars);
  perform graphile_worker.complete_jobs(v_jobs);
end;
$$;
comment on function private.drop_pulls(uuid) is
  'After a failure of the account: pulls and announced syncs that wait in its lane would fail the same way, one after the other. The next sync makes them.';
