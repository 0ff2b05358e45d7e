create function private.block_account(p_connection_id uuid, p_retry_after_ms bigint)
returns timestamptz
language plpgsql
set search_path = ''
as $$
declare
  v_seconds constant double precision := least(p_retry_after_ms / 1000.0, 86400);
  v_until timestamptz;
begin
  if not coalesce(p_retry_after_ms > 0, false) then
    return private.blocked_until(p_connection_id);
  end if;
  -- Accounts that were refused together must not all return at once.
  v_until := now() + make_interval(secs => v_seconds + least(v_seconds * 0.1, 10) * random());
  insert into private.connection_sync as s (connection_id, next_poll_at, blocked_until)
  select k.id, v_until, v_until from public.calendar_connections as k where k.id = p_connection_id
  on conflict on constraint connection_sync_pkey do update set
    blocked_until = greatest(s.blocked_until, excluded.blocked_until), next_poll_at = greatest(s.next_poll_at, excluded.blocked_until)
  returning s.blocked_until into v_until;
  return v_until;
end;
$$;
comment on function private.block_account(uuid, bigint) is
  'The provider asked us to wait for so many milliseconds (up to a day; null or 0: it did not): records that for everybody. Returns until when the '
  'account is blocked: that long, plus a random tenth or at most 10 s, or longer if an earlier request says so; null: it is not.';
