create function private.follow_disconnection()
returns trigger
language plpgsql
security definer -- whoever ends a connection may not write conflicts
set search_path = ''
as $$
begin
  perform private.recheck_double_bookings(array(
    select distinct l.host_id
    from public.calendars as c
    join public.calendar_links as l on l.calendar_id = c.id and l.blocks_availability
    where c.connection_id = new.id
  ));
  if new.status = 'disconnected' then
    perform private.close_overlaps(c.id) from public.calendars as c where c.connection_id = new.id;
  else
    perform private.enqueue_blind_check(c.id, c.last_synced_at)
    from public.calendars as c
    where c.connection_id = new.id and c.last_synced_at is not null
      and exists (select from public.calendar_links as l where l.calendar_id = c.id and l.blocks_availability);
  end if;
  return null;
end;
$$;
comment on function private.follow_disconnection() is
  'Calendars of a disconnected account take nobody''s time: conflicts that they cause end; those between bookings come back with the account, and its events are '
  'compared with what was booked meanwhile. '
  'Whoever disconnects or connects holds the locks of the owner''s hosts (private.lock_connection).';

create trigger calendar_connections_follow after update on public.calendar_connections
for each row when ((old.status = 'disconnected') <> (new.status = 'disconnected')) execute function private.follow_disconnection();
