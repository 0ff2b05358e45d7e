create function private.has_to_wait(p_connection public.calendar_connections, p_secret private.connection_secrets)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  -- An account that can't be reached must not keep its password here for ever.
  return p_connection.status not in ('needs_reconnect', 'disconnected') and p_secret.leaving_since > now() - interval '1 day'
    and private.has_removals(p_connection.id);
end;
$$;
comment on function private.has_to_wait(public.calendar_connections, private.connection_secrets) is
  'Whether the secret of a connection that is being left is still needed to remove events of ours: at most for a day.';
