create function private.next_target(p_host_id uuid)
returns uuid
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select l.calendar_id
    from public.calendar_links as l
    join public.calendars as c on c.id = l.calendar_id and c.access = 'write' and (c.is_own or c.is_primary)
    join public.calendar_connections as k on k.id = c.connection_id and k.status in ('active', 'error')
    where l.host_id = p_host_id and not private.has_vanished(c.id) and not exists (
      select from private.connection_secrets as s where s.connection_id = k.id and s.revoking_since is not null
    )
    order by l.blocks_availability desc, c.is_primary desc, k.created_at, k.id, c.created_at, c.name, c.id
    limit 1
  );
end;
$$;
comment on function private.next_target(uuid) is
  'The calendar for the bookings of a host when the one that its owner chose is lost: of those that are linked to the host, writable, the owner''s '
  'own, and of an account that lets us in, the first by: it blocks the host, is primary, oldest connection, oldest calendar, name. Null: there is '
  'none.';
