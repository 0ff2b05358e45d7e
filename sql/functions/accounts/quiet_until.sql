create function private.quiet_until(p_connection_id uuid)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select greatest(
      s.blocked_until,
      -- A second after the sync that finds out whether the account responds again.
      s.backoff_until + interval '1 second'
    )
    from private.connection_sync as s
    where s.connection_id = p_connection_id and (s.blocked_until > now() or s.backoff_until > now())
  );
end;
$$;
comment on function private.quiet_until(uuid) is
  'The instant until which only syncs ask an account, because its provider demanded that or asking it has just failed. Writes wait until it '
  'responds again. Null: it may be asked.';
