create function private.bump_changed_hosts()
returns trigger
language plpgsql
security definer -- whoever changed the slots may not write the private tables
set search_path = ''
set enable_seqscan = off -- until the next vacuum there are many dead rows, and no statistics on those of this transaction
as $$
begin
  with changed as (
    -- The rows of this transaction begin with this one.
    delete from private.changed_hosts as c where c.number >= new.number returning c.host_id
  )
  insert into private.host_versions as v (host_id)
  -- In one order everywhere, so that two transactions never wait for each other.
  select h.id from public.hosts as h where h.id in (select c.host_id from changed as c) order by h.id
  on conflict on constraint host_versions_pkey do update set version = v.version + 1;
  return null;
end;
$$;
comment on function private.bump_changed_hosts() is
  'At the end of a transaction: bumps the version of each host that it changed, once. Processes with open pages poll the versions: a notification '
  'would make all commits of the database wait for one lock. These are the last locks that the transaction takes; the first row does the work for '
  'all.';

create constraint trigger changed_hosts_bump after insert on private.changed_hosts
deferrable initially deferred for each row execute function private.bump_changed_hosts();
