create function public.finish_disconnect(connection_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this, and end connections in no other way
set search_path = ''
as $$
declare
  v_connection public.calendar_connections;
  v_since timestamptz;
begin
  select k.* into v_connection from public.calendar_connections as k where k.id = finish_disconnect.connection_id;
  v_connection := private.lock_connection(v_connection.id, v_connection.owner_id);
  select s.leaving_since into v_since from private.connection_secrets as s where s.connection_id = v_connection.id;
  if v_since is null then
    return jsonb_build_object('finished', true);
  end if;
  -- An account that can't be reached must not keep its password here for ever.
  if v_connection.status <> 'needs_reconnect' and v_since > now() - interval '1 day'
    and private.has_removals(v_connection.id) then
    perform private.enqueue_finish_disconnect(v_connection.id, now() + interval '1 minute');
    return jsonb_build_object('finished', false);
  end if;
  perform private.erase_connection(v_connection.id);
  return jsonb_build_object('finished', true);
end;
$$;
comment on function public.finish_disconnect(uuid) is
  'Ends a connection that was left with "remove": erased as soon as no event waits for its removal, at the latest after a day: {finished}. '
  'Nothing happens if it was connected again meanwhile.';
