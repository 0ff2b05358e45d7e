create function private.is_outdated(p_connection_id uuid, p_secret_version integer)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  -- Whoever connects it at this moment is waited for.
  perform from public.calendar_connections as k where k.id = p_connection_id for no key update;
  return exists (
    select from private.connection_secrets as s where s.connection_id = p_connection_id and s.version <> p_secret_version
  );
end;
$$;
comment on function private.is_outdated(uuid, integer) is
  'Whether the owner has connected the account again since a job got these credentials (secret_version of private.connection_with_secret), so that '
  'their refusal says nothing about those that are stored now. Null: unknown, which is not outdated. Locks the row of the connection: call it after '
  'locking calendars.';
