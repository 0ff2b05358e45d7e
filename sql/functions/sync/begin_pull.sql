create function public.begin_pull(calendar_id uuid, is_part_of_sync boolean default false)
returns jsonb
language plpgsql
security definer -- service_role may call this; it hands sealed credentials to the service
set search_path = ''
as $$
declare
  v_connection_id uuid;
  v_calendar public.calendars;
begin
  select c.connection_id into v_connection_id from public.calendars as c where c.id = begin_pull.calendar_id;
  if private.blocked_until(v_connection_id) is not null or (not begin_pull.is_part_of_sync and exists (
    select from public.calendar_connections as k where k.id = v_connection_id and k.status = 'needs_reconnect'
  )) then
    perform private.enqueue_pull(begin_pull.calendar_id, v_connection_id);
    return null;
  end if;
  update public.calendars as c
  -- A calendar that is pulled again within moments keeps its status on pages.
  set sync_status = case when c.sync_status = 'synced' and c.last_synced_at > now() - interval '10 seconds' then 'synced' else 'syncing' end
  where c.id = begin_pull.calendar_id and private.connection_with_secret(c.connection_id) is not null
  returning * into v_calendar;
  if v_calendar.id is null then
    return null;
  end if;
  insert into private.calendar_sync as s (calendar_id, run_id, last_attempt_at) values (begin_pull.calendar_id, gen_random_uuid(), now())
  on conflict on constraint calendar_sync_pkey do update set run_id = excluded.run_id, last_attempt_at = now();

  return (
    select jsonb_build_object(
      'calendar', private.calendar_to_read(v_calendar) || jsonb_build_object('name', v_calendar.name, 'access', v_calendar.access),
      'connection', private.connection_with_secret(v_calendar.connection_id),
      'cursor', s.cursor,
      'failures', greatest(s.failures, (
        select k.failures from private.connection_sync as k where k.connection_id = v_calendar.connection_id
      )),
      'run_id', s.run_id
    )
    from private.calendar_sync as s
    where s.calendar_id = v_calendar.id
  );
end;
$$;
comment on function public.begin_pull(uuid, boolean) is
  'What a pull needs: calendar, connection with sealed secret, cursor, how often in a row it failed, and the run_id for its pages; null if the '
  'calendar is gone or disconnected. Also null while its provider asked us to wait or its account needs a reconnect: the pull is then put off. '
  'is_part_of_sync: the rare sync of such an account, which was allowed to begin, makes this pull. Marks the calendar as syncing unless it was '
  'read in the last 10 seconds. Replaces an unfinished run of the calendar: its pages are refused from now on.';
