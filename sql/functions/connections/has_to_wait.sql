create function private.has_to_wait(p_connection public.calendar_connections, p_secret private.connection_secrets)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
declare
  v_blocked_until constant timestamptz := coalesce((
    select s.blocked_until from private.connection_sync as s where s.connection_id = p_connection.id
  ), '-infinity');
begin
  -- The password of an unreachable account must not stay here forever.
  if now() >= least(
    greatest(p_secret.revoking_since + interval '1 day', v_blocked_until + interval '1 hour'), p_secret.revoking_since + interval '2 days'
  ) then
    return false;
  end if;
  return v_blocked_until > now() or (p_connection.status not in ('needs_reconnect', 'disconnected') and private.has_removals(p_connection.id));
end;
$$;
comment on function private.has_to_wait(public.calendar_connections, private.connection_secrets) is
  'Whether the secret of a connection that is being revoked is still needed: to remove our events, or because its provider asked us to wait before '
  'we can notify it. At most for a day, or until an hour after the provider may be asked again, and never longer than two days.';
