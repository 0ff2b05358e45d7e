create function private.lock_own_hosts()
returns trigger
language plpgsql
security definer -- locks rows that the owner may edit anyway
set search_path = ''
as $$
begin
  perform private.lock_owner_hosts((select auth.uid()));
  return null;
end;
$$;
comment on function private.lock_own_hosts() is
  'Before an owner''s statement touches any row: locks their hosts, by id, as bookings do, so that neither waits for the other in a circle.';

create function private.lock_hosts_of_link()
returns trigger
language plpgsql
security definer -- whoever writes a link may not lock hosts; only those of the same owner are locked
set search_path = ''
as $$
declare
  v_owner_id constant uuid := case when tg_op = 'DELETE' then old.owner_id else new.owner_id end;
begin
  -- A link to somebody else's host is refused by its policy.
  if coalesce((select auth.uid()), v_owner_id) = v_owner_id then
    perform private.lock_owner_hosts(v_owner_id);
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end;
$$;
comment on function private.lock_hosts_of_link() is
  'Links decide whose time a booking takes: while one changes nobody books at the hosts of its owner. Functions that change links lock these '
  'hosts first; here it is made sure.';

create function private.follow_links()
returns trigger
language plpgsql
security definer -- the owner edits links; bookings and conflicts follow
set search_path = ''
as $$
declare
  v_host_ids uuid[];
begin
  if tg_op = 'INSERT' then
    v_host_ids := array(select n.host_id from new_rows as n);
  elsif tg_op = 'DELETE' then
    v_host_ids := array(select o.host_id from old_rows as o);
  else
    v_host_ids := array(
      select x.host_id
      from (
        (table new_rows except table old_rows) union all (table old_rows except table new_rows)
      ) as x
    );
  end if;
  update public.bookings as b
  set calendar_id = b.calendar_id -- bookings_complete derives it
  where b.host_id = any (v_host_ids) and b.status in ('held', 'pending', 'confirmed')
    -- What is over counts as long as a buffer may reach it (constraint event_types_buffers_valid).
    and b.during && tstzrange(now() - interval '24 hours', null)
    and b.calendar_id is distinct from private.receiving_calendar(b.id, b.host_id, b.event_type_id, b.starts_at, b.ends_at);
  perform private.recheck_double_bookings(v_host_ids);
  if tg_op <> 'INSERT' then
    perform private.settle_overlaps(o.calendar_id, array[o.host_id])
    from old_rows as o
    where o.blocks_availability and o.host_id = any (v_host_ids);
  end if;
  return null;
end;
$$;
comment on function private.follow_links() is
  'Links changed: the calendar of bookings to come that are not written yet is the booking target there is now, bookings of other hosts that '
  'take their time, or no longer do, are told or closed as conflicts, and so are closed those with events that take it no longer.';

create trigger hosts_lock_own_update before update on public.hosts for each statement execute function private.lock_own_hosts();
create trigger hosts_lock_own_delete before delete on public.hosts for each statement execute function private.lock_own_hosts();
create trigger calendar_links_lock_own before insert or update or delete on public.calendar_links
for each statement execute function private.lock_own_hosts();
-- The name puts it behind calendar_links_derive_owner.
create trigger calendar_links_lock_hosts before insert or update or delete on public.calendar_links
for each row execute function private.lock_hosts_of_link();
create trigger calendar_links_follow_insert after insert on public.calendar_links
referencing new table as new_rows for each statement execute function private.follow_links();
create trigger calendar_links_follow_update after update on public.calendar_links
referencing old table as old_rows new table as new_rows for each statement execute function private.follow_links();
create trigger calendar_links_follow_delete after delete on public.calendar_links
referencing old table as old_rows for each statement execute function private.follow_links();

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
    perform private.settle_overlaps(c.id) from public.calendars as c where c.connection_id = new.id;
  end if;
  return null;
end;
$$;
comment on function private.follow_disconnection() is
  'Calendars of an account that is disconnected take nobody''s time: conflicts that they cause are over; those between bookings come back with the '
  'account. Whoever disconnects or connects holds the locks of the owner''s hosts (private.lock_connection).';

create trigger calendar_connections_follow after update on public.calendar_connections
for each row when ((old.status = 'disconnected') <> (new.status = 'disconnected')) execute function private.follow_disconnection();
