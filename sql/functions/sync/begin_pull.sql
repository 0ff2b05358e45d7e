create function public.begin_pull(calendar_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this; it hands sealed credentials to the service
set search_path = ''
as $$
declare
  v_calendar public.calendars;
begin
  update public.calendars as c set sync_status = 'syncing'
  where c.id = begin_pull.calendar_id
    and exists (
      select from public.calendar_connections as k
      join private.connection_secrets as x on x.connection_id = k.id and x.sealed is not null
      where k.id = c.connection_id and k.status <> 'disconnected'
    )
  returning * into v_calendar;
  if v_calendar.id is null then
    return null;
  end if;
  insert into private.calendar_sync as s (calendar_id, last_attempt_at) values (begin_pull.calendar_id, now())
  on conflict on constraint calendar_sync_pkey do update set last_attempt_at = now();

  return (
    select jsonb_build_object(
      'calendar', private.calendar_to_read(v_calendar),
      'connection', jsonb_build_object(
        'id', k.id, 'owner_id', k.owner_id, 'provider', k.provider, 'account_email', k.account_email,
        'account_key', x.account_key, 'secret', x.sealed
      ),
      'cursor', s.cursor
    )
    from public.calendar_connections as k
    join private.connection_secrets as x on x.connection_id = k.id
    join private.calendar_sync as s on s.calendar_id = v_calendar.id
    where k.id = v_calendar.connection_id
  );
end;
$$;
comment on function public.begin_pull(uuid) is
  'What a pull needs: calendar, connection with sealed secret, cursor; null if the calendar is gone or disconnected. Marks it syncing.';
