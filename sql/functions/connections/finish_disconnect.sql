create function public.finish_disconnect(connection_id uuid, is_incomplete boolean default false)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not end connections otherwise
set search_path = ''
as $$
declare
  v_connection public.calendar_connections;
  v_secret private.connection_secrets;
begin
  select k.* into v_connection from public.calendar_connections as k where k.id = finish_disconnect.connection_id;
  v_connection := private.lock_connection(v_connection.id, v_connection.owner_id, p_is_leaving => true);
  select s.* into v_secret from private.connection_secrets as s where s.connection_id = v_connection.id;
  if v_secret.revoking_since is null then
    return jsonb_build_object('finished', true);
  end if;
  if finish_disconnect.is_incomplete or private.has_to_wait(v_connection, v_secret) then
    perform private.enqueue_finish_disconnect(
      v_connection.id, greatest(now() + interval '1 minute', private.blocked_until(v_connection.id))
    );
    return jsonb_build_object('finished', false);
  end if;
  perform private.erase_connection(v_connection.id);
  return jsonb_build_object('finished', true);
end;
$$;
comment on function public.finish_disconnect(uuid, boolean) is
  'Ends a connection that is being revoked as soon as nothing needs its secret (private.has_to_wait): {finished}. Does nothing if it was connected '
  'again meanwhile. is_incomplete: its provider could not be told of all of it and will be told again, in a minute (public.begin_revoke).';
