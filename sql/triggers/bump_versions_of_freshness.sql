create function private.bump_versions_of_freshness()
returns trigger
language plpgsql
security definer -- the writer of calendars may not write the private table
set search_path = ''
as $$
begin
  perform private.bump_host_versions(array(
    select distinct h.id
    from old_rows as o
    join new_rows as n on n.id = o.id
    join public.calendar_links as l on l.calendar_id = n.id and l.blocks_availability
    join public.hosts as h on h.id = l.host_id
    where (o.covered_until, o.time_zone) is distinct from (n.covered_until, n.time_zone)
      or (o.last_synced_at is null and n.last_synced_at is not null)
      or o.last_synced_at < n.last_synced_at - make_interval(mins => h.stale_after_minutes)
  ));
  return null;
end;
$$;
comment on function private.bump_versions_of_freshness() is
  'A calendar is known further ahead, or was stale and is read again. It becomes stale without a change: pages learn that when they ask.';

create trigger calendars_bump_version after update on public.calendars
referencing old table as old_rows new table as new_rows for each statement execute function private.bump_versions_of_freshness();
