create function public.save_connection(
  owner_id uuid, provider text, account_key text, account_email text, host_id uuid, secret text, calendars jsonb
)
returns jsonb
language plpgsql
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
declare
  v_host_id uuid;
  v_connection_id uuid;
  v_calendar record;
begin
  select h.id into v_host_id
  from public.hosts as h
  where h.owner_id = save_connection.owner_id and h.id = coalesce(save_connection.host_id, h.id)
  order by h.created_at, h.id
  limit 1
  for no key update;
  if v_host_id is null then
    perform private.fail('not_found', 'You have no such host.', 'Check host_id, or create a host first.');
  end if;

  select k.id into v_connection_id
  from public.calendar_connections as k
  join private.connection_secrets as s on s.connection_id = k.id
  where k.owner_id = save_connection.owner_id and k.provider = save_connection.provider
    and s.account_key = save_connection.account_key;
  if v_connection_id is null then
    insert into public.calendar_connections (owner_id, provider, account_email)
    values (save_connection.owner_id, save_connection.provider, save_connection.account_email)
    returning id into v_connection_id;
  else
    update public.calendar_connections as k
    set status = 'active', last_error = null, account_email = save_connection.account_email
    where k.id = v_connection_id;
  end if;
  insert into private.connection_secrets (connection_id, account_key, sealed)
  values (v_connection_id, save_connection.account_key, save_connection.secret)
  on conflict (connection_id) do update set sealed = excluded.sealed, updated_at = now();

  for v_calendar in
    insert into public.calendars (connection_id, provider_calendar_id, name, time_zone, access)
    select v_connection_id, c.provider_calendar_id, left(c.name, 200), z.name, coalesce(c.access, 'read')
    from jsonb_to_recordset(save_connection.calendars) as c (provider_calendar_id text, name text, time_zone text, access text)
    left join private.time_zones as z on z.name = c.time_zone
    on conflict (connection_id, provider_calendar_id) do update set name = excluded.name, time_zone = excluded.time_zone
    returning id, connection_id
  loop
    insert into public.calendar_links (calendar_id, host_id) values (v_calendar.id, v_host_id) on conflict do nothing;
    perform private.enqueue_pull(v_calendar.id, v_connection_id);
  end loop;
  return jsonb_build_object('connection', private.connection_json(v_connection_id));
end;
$$;
comment on function public.save_connection(uuid, text, text, text, uuid, text, jsonb) is
  'Stores a connection that the service has verified: secret = sealed credentials, account_key recognises a reconnect (ids, links and '
  'events stay). Its calendars are linked to host_id (null: the owner''s oldest host) and block it; a first pull of each is queued. '
  'Raises not_found (no such host of this owner).';
