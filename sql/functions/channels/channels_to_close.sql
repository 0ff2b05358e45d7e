create function private.channels_to_close(p_connection_id uuid)
returns setof private.channels
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select h.* from private.channels as h
  where h.connection_id = p_connection_id and h.calendar_id is not null and h.state = 'closing' and h.close_after <= now()
  union all
  select h.* from private.channels_of_account(p_connection_id) as h where h.state = 'closing' and h.close_after <= now();
end;
$$;
comment on function private.channels_to_close(uuid) is
  'The channels that a connection can close now: its own, and those of its account whoever cares for them, so that none is in the way of the next '
  'one.';
