create function private.disconnect_json(p_connection_id uuid, p_pushed_events integer)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'pushed_events', p_pushed_events, 'connection', private.connection_json(p_connection_id),
    'booking_targets', coalesce((
      select jsonb_agg(private.booking_target_json(t.host_id) order by t.host_id)
      from private.booking_target_changes as t
      join public.calendars as c on c.id = t.calendar_id
      where c.connection_id = p_connection_id and t.reason = 'disconnected'
    ), '[]')
  );
end;
$$;
comment on function private.disconnect_json(uuid, integer) is
  'The result of disconnecting an account: {pushed_events, connection, booking_targets: of the hosts that lost theirs by it '
  '(private.booking_target_json)}.';
