create function public.begin_announced_sync(connection_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not add jobs otherwise
set search_path = ''
as $$
declare
  v_id constant uuid := begin_announced_sync.connection_id;
  v_began_at timestamptz;
begin
  if not exists (
    select from public.calendar_connections as k
    join private.connection_secrets as x on x.connection_id = k.id and x.sealed is not null
    where k.id = v_id and k.status <> 'disconnected'
  ) then
    return null;
  end if;
  if private.blocked_until(v_id) is null and not exists (
    select from public.calendar_connections as k where k.id = v_id and k.status = 'needs_reconnect'
  ) then
    update private.connection_sync as s set announced_sync_at = clock_timestamp()
    where s.connection_id = v_id and coalesce(
      s.announced_sync_at <= clock_timestamp() - (select n.gap from private.announced_sync_intervals(array[v_id]) as n), true
    )
    returning s.announced_sync_at into v_began_at;
  end if;
  if v_began_at is null then
    perform private.enqueue_announced_sync(v_id);
    return null;
  end if;
  perform private.want_pulls(v_id, p_is_watched_only => true);
  return jsonb_build_object('began_at', v_began_at);
end;
$$;
comment on function public.begin_announced_sync(uuid) is
  'An announced sync of an account begins (private.enqueue_announced_sync): it pulls the calendars that take somebody''s time or get bookings: {began_at}. Null if the '
  'connection is gone or disconnected; also while its provider asked us to wait, it needs a reconnect, or the last one began a moment ago: it '
  'is then put off.';
