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
      -- A second later than the look that finds out whether the account answers again.
      s.backoff_until + interval '1 second'
    )
    from private.connection_sync as s
    where s.connection_id = p_connection_id and (s.blocked_until > now() or s.backoff_until > now())
  );
end;
$$;
comment on function private.quiet_until(uuid) is
  'Until when nothing but looks is asked of an account, because its provider asked for that, or because asking it has just failed: what is to be '
  'written waits until it answers again; null: it is asked.';
