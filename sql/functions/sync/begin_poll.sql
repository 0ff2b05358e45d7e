create function public.begin_poll(connection_id uuid)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this; it hands sealed credentials to the service
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'connection', jsonb_build_object(
        'id', k.id, 'owner_id', k.owner_id, 'provider', k.provider, 'account_email', k.account_email,
        'account_key', x.account_key, 'secret', x.sealed
      ),
      'calendars', coalesce((
        select jsonb_agg(private.calendar_to_read(c) || jsonb_build_object(
          'name', c.name, 'access', c.access, 'cursor', s.cursor
        ) order by s.last_attempt_at nulls first, c.id)
        from public.calendars as c
        left join private.calendar_sync as s on s.calendar_id = c.id
        where c.connection_id = k.id
      ), '[]')
    )
    from public.calendar_connections as k
    join private.connection_secrets as x on x.connection_id = k.id and x.sealed is not null
    where k.id = begin_poll.connection_id and k.status <> 'disconnected'
  );
end;
$$;
comment on function public.begin_poll(uuid) is
  'What one look at an account needs: the connection with its sealed secret, its calendars with their cursors; null if it is gone or '
  'disconnected.';
