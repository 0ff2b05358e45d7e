create function private.push_target(p_calendar_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'calendar', private.calendar_to_read(c),
      'connection', jsonb_build_object(
        'id', k.id, 'owner_id', k.owner_id, 'provider', k.provider, 'account_email', k.account_email,
        'account_key', x.account_key, 'secret', x.sealed
      )
    )
    from public.calendars as c
    join public.calendar_connections as k on k.id = c.connection_id and k.status <> 'disconnected'
    join private.connection_secrets as x on x.connection_id = k.id and x.sealed is not null
    where c.id = p_calendar_id
  );
end;
$$;
comment on function private.push_target(uuid) is
  'Calendar and connection (with its sealed secret) that an event is written to or looked at in; null if gone or disconnected.';
