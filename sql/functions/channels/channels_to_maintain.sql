create function public.channels_to_maintain(connection_id uuid)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this; it hands sealed credentials to the service
set search_path = ''
as $$
declare
  v_connection constant jsonb := private.connection_with_secret(channels_to_maintain.connection_id);
begin
  if v_connection is null or private.quiet_until(channels_to_maintain.connection_id) is not null or exists (
    select from public.calendar_connections as k where k.id = channels_to_maintain.connection_id and k.status = 'needs_reconnect'
  ) then
    return null;
  end if;
  return jsonb_build_object(
    'connection', v_connection,
    'open', coalesce((
      select jsonb_agg(private.calendar_to_read(c) order by c.id)
      from private.calendars_to_watch(channels_to_maintain.connection_id) as c
    ), '[]'),
    'close', coalesce((
      select jsonb_agg(jsonb_build_object('id', h.id, 'resource_id', h.resource_id) order by h.id)
      from private.channels as h
      join public.calendars as c on c.id = h.calendar_id
      where c.connection_id = channels_to_maintain.connection_id and h.state = 'closing' and h.close_after <= now()
    ), '[]')
  );
end;
$$;
comment on function public.channels_to_maintain(uuid) is
  'What the channels of an account need: {connection (with its sealed secret), open: calendars, close: [{id, resource_id}]}. Null if the '
  'connection is deleted or disconnected, needs a reconnect, or backs off (private.quiet_until).';
