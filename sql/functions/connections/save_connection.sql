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
  v_connection public.calendar_connections;
  v_id uuid;
  v_linked uuid[];
begin
  -- Under the locks of the hosts nobody else connects the same account.
  perform private.lock_connection(null, save_connection.owner_id);
  v_host_id := (public.require_host(save_connection.owner_id, save_connection.host_id) ->> 'host_id')::uuid;

  select k.id into v_id
  from public.calendar_connections as k
  join private.connection_secrets as s on s.connection_id = k.id
  where k.owner_id = save_connection.owner_id and k.provider = save_connection.provider
    and private.account_key_form(s.account_key) = private.account_key_form(save_connection.account_key)
  -- There may be several from before spellings were compared: take the one in use.
  order by k.status = 'disconnected', s.account_key <> save_connection.account_key, k.created_at, k.id
  limit 1;
  if v_id is null then
    insert into public.calendar_connections (owner_id, provider, account_email)
    values (save_connection.owner_id, save_connection.provider, save_connection.account_email)
    returning id into v_id;
  else
    v_connection := private.lock_connection(v_id, save_connection.owner_id);
    update public.calendar_connections as k
    set status = 'active', last_error = null, account_email = save_connection.account_email
    where k.id = v_id;
  end if;
  insert into private.connection_secrets (connection_id, account_key, sealed)
  values (v_id, save_connection.account_key, save_connection.secret)
  on conflict on constraint connection_secrets_pkey do update
  -- The secret is sealed for the key that comes with it.
  set account_key = excluded.account_key, sealed = excluded.sealed, updated_at = now(), revoking_since = null, consent_claims = null, asks_consent = false,
    version = private.connection_secrets.version + 1;

  -- The first pull is queued below; later syncs keep their own pace.
  insert into private.connection_sync as s (connection_id, next_poll_at, relist_at)
  values (v_id, now() + private.jittered(60), now() + private.jittered(86400))
  on conflict on constraint connection_sync_pkey do update
  set next_poll_at = excluded.next_poll_at, relist_at = excluded.relist_at, listed_at = now(), failures = 0, refused_at = null,
    -- The provider has just let its owner in, whatever it asked for before.
    backoff_until = null, blocked_until = null;
  delete from private.calendar_watch as w where w.connection_id = v_id and w.watch_error <> 'not_watchable';

  v_linked := private.save_calendars(
    v_id, v_host_id,
    -- An account that is connected again for another host is new to that host.
    save_connection.host_id is not null and not exists (
      select from public.calendar_links as l
      join public.calendars as c on c.id = l.calendar_id
      where l.host_id = v_host_id and c.connection_id = v_id
    ),
    save_connection.calendars
  );
  if v_connection.status = 'disconnected' then
    select array_agg(c.id) into v_linked from public.calendars as c where c.connection_id = v_id;
  end if;
  -- The first target of a host: the primary one of these calendars if it is writable, else the first writable one of the owner's own.
  update public.calendar_links as l set is_booking_target = true
  where l.host_id = v_host_id
    and not exists (select from public.calendar_links as o where o.host_id = v_host_id and o.is_booking_target)
    and l.calendar_id = (
      select c.id
      from jsonb_array_elements(save_connection.calendars) with ordinality as a (value, position)
      join public.calendars as c on c.connection_id = v_id and c.provider_calendar_id = a.value ->> 'provider_calendar_id'
      join public.calendar_links as k on k.calendar_id = c.id and k.host_id = v_host_id
      where c.access = 'write' and c.id = any (v_linked)
        and ((a.value ->> 'is_primary')::boolean or (a.value ->> 'is_own')::boolean)
      order by coalesce((a.value ->> 'is_primary')::boolean, false) desc, a.position
      limit 1
    );
  perform private.restore_targets(save_connection.owner_id);
  perform private.resume_pushes(v_id);
  return jsonb_build_object('connection', private.connection_json(v_id));
end;
$$;
comment on function public.save_connection(uuid, text, text, text, uuid, text, jsonb) is
  'Stores a connection that the service has verified: secret = sealed credentials; account_key recognises a reconnect, however it is spelled (ids, '
  'links, choices and events stay, also after a disconnect). New calendars are linked to host_id (null: the owner''s oldest host): '
  'private.save_calendars, private.restore_targets. Raises not_found (no such host of this owner).';
