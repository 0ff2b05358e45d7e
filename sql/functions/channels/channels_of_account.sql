create function private.channels_of_account(p_connection_id uuid)
returns setof private.channels
language plpgsql
stable
rows 2
set search_path = ''
as $$
begin
  return query
  select h.*
  from private.connections_of_account(p_connection_id) as a (id)
  join private.channels as h on h.connection_id = a.id and h.calendar_id is null;
end;
$$;
comment on function private.channels_of_account(uuid) is
  'The channels of the account of a connection, whichever of its connections cares for them.';
