create function private.bump_versions_of_conflicts()
returns trigger
language plpgsql
security definer -- the writer of conflicts may not write the private table
set search_path = ''
as $$
declare
  v_host_ids uuid[];
begin
  if tg_op = 'DELETE' then
    v_host_ids := array(select distinct o.host_id from old_rows as o);
  else
    v_host_ids := array(select distinct n.host_id from new_rows as n);
  end if;
  perform private.bump_owner_versions(array(select h.owner_id from public.hosts as h where h.id = any (v_host_ids)), '{conflicts}');
  return null;
end;
$$;
comment on function private.bump_versions_of_conflicts() is 'Conflicts were opened, changed, closed or forgotten.';

create trigger booking_conflicts_version_insert after insert on public.booking_conflicts
referencing new table as new_rows for each statement execute function private.bump_versions_of_conflicts();
create trigger booking_conflicts_version_update after update on public.booking_conflicts
referencing new table as new_rows for each statement execute function private.bump_versions_of_conflicts();
create trigger booking_conflicts_version_delete after delete on public.booking_conflicts
referencing old table as old_rows for each statement execute function private.bump_versions_of_conflicts();
