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
  'The instant until which the provider asked us to wait with this account: nothing asks it before then, no matter who wants it. Null: it may be '
  'asked.';
