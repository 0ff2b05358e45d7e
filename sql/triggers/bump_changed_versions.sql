create function private.bump_changed_versions()
returns trigger
language plpgsql
security definer -- whoever changed what is shown may not write the private tables
set search_path = ''
set enable_seqscan = off -- until the next vacuum there are many dead rows, and no statistics on those of this transaction
as $$
declare
  v_changes private.changed_versions[];
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
  insert into private.host_versions as v (host_id, version, bookings)
  select h.id, max(('slots' = any (c.topics))::integer), max(('bookings' = any (c.topics))::integer)
  from unnest(v_changes) as c
  join public.hosts as h on h.id = c.host_id
  group by h.id
  order by h.id
  on conflict on constraint host_versions_pkey do update set
    version = v.version + excluded.version, bookings = v.bookings + excluded.bookings;

  insert into private.owner_versions as v (owner_id, bookings, connections, conflicts, log, schedule)
  select
    u.id, max(('bookings' = any (c.topics))::integer), max(('connections' = any (c.topics))::integer),
    max(('conflicts' = any (c.topics))::integer), max(('log' = any (c.topics))::integer), max(('schedule' = any (c.topics))::integer)
  from unnest(v_changes) as c
  join auth.users as u on u.id = c.owner_id
  group by u.id
  order by u.id
  on conflict on constraint owner_versions_pkey do update set
    bookings = v.bookings + excluded.bookings, connections = v.connections + excluded.connections,
    conflicts = v.conflicts + excluded.conflicts, log = v.log + excluded.log, schedule = v.schedule + excluded.schedule;
  return null;
end;
$$;
comment on function private.bump_changed_versions() is
  'At the end of a transaction: bumps the version of each host and owner of whom it changed something, once. Processes with open pages poll the '
  'versions: a notification would make all commits of the database wait for one lock. These are the last locks that the transaction takes; the first '
  'row does the work for all.';

create constraint trigger changed_versions_bump after insert on private.changed_versions
deferrable initially deferred for each row execute function private.bump_changed_versions();
