create function public.disconnect_connection(
  connection_id uuid, owner_id uuid, pushed_events text default null, revocable_providers text[] default '{}'
)
returns jsonb
language plpgsql
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
declare
  v_connection public.calendar_connections;
  v_is_revoking boolean;
  v_pushed integer;
  v_lost record;
begin
  v_connection := private.lock_connection(disconnect_connection.connection_id, disconnect_connection.owner_id, p_is_leaving => true);
  if v_connection.id is null then
    perform private.fail('not_found', 'You have no such calendar connection.', 'Check the id of the connection.');
  end if;
  if coalesce(disconnect_connection.pushed_events, 'keep') not in ('keep', 'remove') then
    perform private.fail('invalid_request', 'Events that we wrote can be kept or removed.', 'Set pushed_events to keep or remove.');
  end if;
  select s.revoking_since is not null into v_is_revoking from private.connection_secrets as s where s.connection_id = v_connection.id;
  select count(*) into v_pushed from private.pushed_events(v_connection.id);
  if v_connection.status = 'disconnected' or (v_is_revoking and disconnect_connection.pushed_events is distinct from 'keep') then
    return private.disconnect_json(v_connection.id, v_pushed);
  elsif v_pushed > 0 and disconnect_connection.pushed_events is null then
    return jsonb_build_object('pushed_events', v_pushed, 'connection', null);
  end if;

  if disconnect_connection.pushed_events = 'remove' then
    perform private.change_event(e.event_key, e.calendar_id, false)
    from public.booking_calendar_events as e
    join public.calendars as c on c.id = e.calendar_id
    join public.bookings as b on b.id = e.booking_id
    where c.connection_id = v_connection.id and e.is_wanted and b.ends_at > now();
  end if;
  -- Nothing can be removed from an account that does not let us in.
  if disconnect_connection.pushed_events = 'remove' and v_connection.status <> 'needs_reconnect' and private.has_removals(v_connection.id) then
    perform private.hand_over_channels(v_connection.id, p_is_leaving => true);
    update private.connection_secrets as s set revoking_since = now() where s.connection_id = v_connection.id;
    perform private.enqueue_finish_disconnect(v_connection.id);
  else
    perform private.erase_connection(v_connection.id, not v_connection.provider = any (disconnect_connection.revocable_providers));
  end if;
  for v_lost in
    select l.host_id, l.calendar_id
    from public.calendar_links as l
    join public.calendars as c on c.id = l.calendar_id
    where c.connection_id = v_connection.id and l.is_booking_target
    order by l.host_id
  loop
    perform private.replace_target(v_lost.host_id, v_lost.calendar_id, 'disconnected');
  end loop;
  if found then
    perform private.notify_owner('booking_target_changed', p_connection_id => v_connection.id);
  end if;
  return private.disconnect_json(v_connection.id, v_pushed);
end;
$$;
comment on function public.disconnect_connection(uuid, uuid, text, text[]) is
  'Ends a connection (private.erase_connection): {pushed_events, connection, booking_targets}. Events that we wrote for future bookings are kept, '
  'or removed first (the connection is then disconnected when that is done). Without a choice nothing happens and connection is null. An account '
  'that no longer lets us in keeps them in any case. Hosts whose bookings went there get the next calendar (private.replace_target); events that '
  'were to be removed, or not written yet, are written to it (plan_missing_pushes). revocable_providers must be notified first. Repeatable. '
  'Raises not_found, invalid_request.';
