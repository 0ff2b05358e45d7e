create function public.begin_pull(calendar_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this; it hands sealed credentials to the service
set search_path = ''
as $$
declare
  v_calendar public.calendars;
begin
  update public.calendars as c
  -- What is read once more a moment later stays what it is for those who look at it.
  set sync_status = case when c.sync_status = 'synced' and c.last_synced_at > now() - interval '10 seconds' then 'synced' else 'syncing' end
  where c.id = begin_pull.calendar_id and private.connection_to_open(c.connection_id) is not null
  returning * into v_calendar;
  if v_calendar.id is null then
    return null;
  end if;
  insert into private.calendar_sync as s (calendar_id, run_id, last_attempt_at) values (begin_pull.calendar_id, gen_random_uuid(), now())
  on conflict on constraint calendar_sync_pkey do update set run_id = excluded.run_id, last_attempt_at = now();

  return (
    select jsonb_build_object(
      'calendar', private.calendar_to_read(v_calendar) || jsonb_build_object('name', v_calendar.name, 'access', v_calendar.access),
      'connection', private.connection_to_open(v_calendar.connection_id),
      'cursor', s.cursor,
      'run_id', s.run_id
    )
    from private.calendar_sync as s
    where s.calendar_id = v_calendar.id
  );
end;
$$;
comment on function public.begin_pull(uuid) is
  'What a pull needs: calendar, connection with sealed secret, cursor, and the run_id that its pages carry; null if the calendar is gone or '
  'disconnected. Marks it syncing, unless it was read in the last 10 seconds. A run of the calendar that is still on its way is overtaken: its pages are refused from now on.';
