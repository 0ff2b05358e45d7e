create function private.blocked_until(p_connection_id uuid)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select s.blocked_until from private.connection_sync as s
    where s.connection_id = p_connection_id and s.blocked_until > now()
  );
end;
$$;
comment on function private.blocked_until(uuid) is
  'Until when the provider asked us to wait by this account: nothing is asked of it before, whoever wants it; null: it may be asked.';
