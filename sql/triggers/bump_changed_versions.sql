create function private.bump_changed_versions()
returns trigger
language plpgsql
security definer -- whoever changed what is shown may not write the private tables
set search_path = ''
set enable_seqscan = off -- until the next vacuum there are many dead rows, and no statistics on those of this transaction
as $$
declare
  v_changes private.changed_versions[];
  v_change record;
begin
  with changed as (
    -- The rows of this transaction begin with this one.
    delete from private.changed_versions as c where c.number >= new.number returning c as change
  )
  select array_agg(c.change) into v_changes from changed as c;
  if v_changes is null then
    return null;
  end if;

  -- In one order everywhere, hosts first, so that two transactions never wait for each other.
  for v_change in
    select c.host_id, max(('slots' = any (c.topics))::integer) as slots, max(('bookings' = any (c.topics))::integer) as bookings
    from unnest(v_changes) as c
    where c.host_id is not null
    group by c.host_id
    order by c.host_id
  loop
    update private.host_versions as v
    set version = v.version + v_change.slots, bookings = v.bookings + v_change.bookings
    where v.host_id = v_change.host_id;
    continue when found;
    -- The first change of a host; one that was deleted has no version.
    insert into private.host_versions as v (host_id, version, bookings)
    select h.id, v_change.slots, v_change.bookings from public.hosts as h where h.id = v_change.host_id
    on conflict on constraint host_versions_pkey do update set
      version = v.version + excluded.version, bookings = v.bookings + excluded.bookings;
  end loop;

  for v_change in
    select
      c.owner_id, max(('bookings' = any (c.topics))::integer) as bookings, max(('connections' = any (c.topics))::integer) as connections,
      max(('conflicts' = any (c.topics))::integer) as conflicts, max(('log' = any (c.topics))::integer) as log,
      max(('schedule' = any (c.topics))::integer) as schedule
    from unnest(v_changes) as c
    where c.owner_id is not null
    group by c.owner_id
    order by c.owner_id
  loop
    update private.owner_versions as v
    set bookings = v.bookings + v_change.bookings, connections = v.connections + v_change.connections,
      conflicts = v.conflicts + v_change.conflicts, log = v.log + v_change.log, schedule = v.schedule + v_change.schedule
    where v.owner_id = v_change.owner_id;
    continue when found;
    insert into private.owner_versions as v (owner_id, bookings, connections, conflicts, log, schedule)
    select u.id, v_change.bookings, v_change.connections, v_change.conflicts, v_change.log, v_change.schedule
    from auth.users as u where u.id = v_change.owner_id
    on conflict on constraint owner_versions_pkey do update set
      bookings = v.bookings + excluded.bookings, connections = v.connections + excluded.connections,
      conflicts = v.conflicts + excluded.conflicts, log = v.log + excluded.log, schedule = v.schedule + excluded.schedule;
  end loop;
  return null;
end;
$$;
comment on function private.bump_changed_versions() is
  'At the end of a transaction: bumps the version of each host and owner of whom it changed something, once. Processes with open pages poll the '
  'versions: a notification would make all commits of the database wait for one lock. These are the last locks that the transaction takes; the first '
  'row does the work for all.';

create constraint trigger changed_versions_bump after insert on private.changed_versions
deferrable initially deferred for each row execute function private.bump_changed_versions();
