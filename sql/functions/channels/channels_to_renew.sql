create function private.channels_to_renew(p_connection_id uuid)
returns setof private.channels
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select h.*
  from private.channels as h
  where h.connection_id = p_connection_id and h.is_renewable and h.state = 'open' and h.renew_at <= now() and h.expires_at > now()
    and not exists (
      select from private.calendar_watch as w
      where w.connection_id = h.connection_id and w.calendar_id is not distinct from h.calendar_id and w.watch_after > now()
    );
end;
$$;
comment on function private.channels_to_renew(uuid) is
  'The channels of a connection that are to be prolonged now; not those for which that failed recently (private.calendar_watch).';
