create function private.bump_versions_of_connections()
returns trigger
language plpgsql
security definer -- the writer of connections may not write the private table
set search_path = ''
as $$
begin
  perform private.bump_versions_of_calendars(array(
    select c.id
    from old_rows as o
    join new_rows as n on n.id = o.id
    join public.calendars as c on c.connection_id = n.id
    where o.status <> n.status
  ));
  return null;
end;
$$;
comment on function private.bump_versions_of_connections() is
  'A connection that is lost or restored changes whether its calendars count (rules 5 and 9).';

create trigger calendar_connections_bump_version after update on public.calendar_connections
referencing old table as old_rows new table as new_rows for each statement execute function private.bump_versions_of_connections();
