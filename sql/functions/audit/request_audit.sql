create function public.request_audit(connection_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not add jobs otherwise
set search_path = ''
as $$
begin
  if not exists (
    select from public.calendar_connections as k where k.id = request_audit.connection_id and k.status <> 'disconnected'
  ) then
    perform private.fail('not_found', 'There is no such connected account.', 'Check the id: calendar_connections lists them.');
  end if;
  if private.needs_reconnect(request_audit.connection_id) then
    perform private.fail('invalid_state', 'This account needs a reconnect before it can be read.', 'Let its owner connect it again.');
  end if;
  perform private.enqueue_audit(request_audit.connection_id);
  return jsonb_build_object('since', now());
end;
$$;
comment on function public.request_audit(uuid) is
  'Queues an audit of an account now: {since}; public.get_audit says how it went. Raises not_found, invalid_state.';
