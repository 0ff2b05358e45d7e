create function private.watchable_calendars(p_connection_id uuid)
returns setof public.calendars
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select c.*
  from public.calendar_connections as k
  join private.connection_secrets as x on x.connection_id = k.id and x.sealed is not null and x.revoking_since is null
  join public.calendars as c on c.connection_id = k.id
  where k.id = p_connection_id and k.status in ('active', 'error') and private.quiet_until(k.id) is null
    -- It is read first; what cannot be read cannot be watched either.
    and c.last_synced_at is not null and c.sync_status <> 'error'
    and private.should_be_watched(c.id);
end;
$$;
comment on function private.watchable_calendars(uuid) is
  'The calendars of a connection that are readable and take somebody''s time or get bookings; none while the account backs off '
  '(private.quiet_until) or does not let us in.';
