create function public.begin_pull(calendar_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this; it hands sealed credentials to the service
set search_path = ''
as $$
declare
  v_pull jsonb;
begin
  update public.calendars as c set sync_status = 'syncing'
  where c.id = begin_pull.calendar_id
    and exists (select from public.calendar_connections as k where k.id = c.connection_id and k.status <> 'disconnected');
  if not found then
    return null;
  end if;
  insert into private.calendar_sync as s (calendar_id, last_attempt_at) values (begin_pull.calendar_id, now())
  on conflict on constraint calendar_sync_pkey do update set last_attempt_at = now();

  select jsonb_build_object(
    'calendar', jsonb_build_object(
      'id', c.id, 'provider_calendar_id', c.provider_calendar_id, 'time_zone', c.time_zone, 'policy', c.policy,
      'host_time_zone', coalesce((
        select h.time_zone from public.calendar_links as l
        join public.hosts as h on h.id = l.host_id
        where l.calendar_id = c.id
        order by l.created_at, l.host_id limit 1
      ), 'UTC')
    ),
    'connection', jsonb_build_object(
      'id', k.id, 'owner_id', k.owner_id, 'provider', k.provider, 'account_email', k.account_email,
      'account_key', x.account_key, 'secret', x.sealed
    ),
    'cursor', s.cursor
  ) into v_pull
  from public.calendars as c
  join public.calendar_connections as k on k.id = c.connection_id
  join private.connection_secrets as x on x.connection_id = k.id
  join private.calendar_sync as s on s.calendar_id = c.id
  where c.id = begin_pull.calendar_id;
  return v_pull;
end;
$$;
comment on function public.begin_pull(uuid) is
  'What a pull needs: calendar, connection with sealed secret, cursor; null if the calendar is gone or disconnected. Marks it syncing.';
