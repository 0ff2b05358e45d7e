create function public.channels_to_maintain(connection_id uuid, account_providers text[] default '{}')
returns jsonb
language plpgsql
stable
security definer -- service_role may call this; it hands sealed credentials to the service
set search_path = ''
as $$
declare
  v_id constant uuid := channels_to_maintain.connection_id;
  v_connection constant jsonb := private.connection_with_secret(v_id);
  v_is_of_account constant boolean := v_connection ->> 'provider' = any (account_providers);
begin
  if v_connection is null or private.quiet_until(v_id) is not null or exists (
    select from public.calendar_connections as k where k.id = v_id and k.status = 'needs_reconnect'
  ) then
    return null;
  end if;
  return jsonb_build_object(
    'connection', v_connection,
    'open', case when v_is_of_account then '[]' else coalesce((
      select jsonb_agg(private.calendar_to_read(c) order by c.id) from private.calendars_to_watch(v_id) as c
    ), '[]') end,
    'opens_account', v_is_of_account and private.is_account_to_watch(v_id),
    'renew', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', h.id, 'resource_id', h.resource_id, 'calendar', (select private.calendar_to_read(c) from public.calendars as c where c.id = h.calendar_id)
      ) order by h.id)
      from private.channels_to_renew(v_id) as h
    ), '[]'),
    'close', coalesce((
      select jsonb_agg(jsonb_build_object('id', h.id, 'resource_id', h.resource_id) order by h.id)
      from private.channels_to_close(v_id) as h
    ), '[]')
  );
end;
$$;
comment on function public.channels_to_maintain(uuid, text[]) is
  'What the channels of an account need: {connection (with its sealed secret), open: calendars, opens_account: whether to open the one for all '
  'calendars (its provider is one of account_providers, which have those), renew: [{id, resource_id, calendar (null: the account''s)}], close: [{id, resource_id}], '
  'those of the account whoever opened them}. '
  'Null if the connection is deleted or disconnected, needs a reconnect, or backs off (private.quiet_until).';
