create function private.bump_versions_of_bookings()
returns trigger
language plpgsql
security definer -- whoever books may not write the private table
set search_path = ''
as $$
declare
  v_host_ids uuid[];
  v_slot_host_ids uuid[];
begin
  if tg_op = 'INSERT' then
    perform private.bump_host_versions(array(
      select n.host_id from new_rows as n
      union
      select l.host_id
      from new_rows as n
      join public.calendar_links as l on l.calendar_id = n.calendar_id and l.blocks_availability
    ), '{slots,bookings}');
  elsif tg_op = 'DELETE' then
    perform private.bump_host_versions(array(
      select o.host_id from old_rows as o
      union
      select l.host_id
      from old_rows as o
      join public.calendar_links as l on l.calendar_id = o.calendar_id and l.blocks_availability
    ), '{slots,bookings}');
  else
    v_slot_host_ids := array(
      select x.host_id
      from old_rows as o
      join new_rows as n on n.id = o.id
      cross join lateral (
        select n.host_id
        union
        select l.host_id
        from public.calendar_links as l
        where l.calendar_id in (o.calendar_id, n.calendar_id) and l.blocks_availability
      ) as x
      where (o.status, o.starts_at, o.ends_at, o.expires_at, o.calendar_id)
        is distinct from (n.status, n.starts_at, n.ends_at, n.expires_at, n.calendar_id)
    );
    v_host_ids := array(select n.host_id from new_rows as n except select s from unnest(v_slot_host_ids) as s);
    if v_slot_host_ids <> '{}' then
      perform private.bump_host_versions(v_slot_host_ids, '{slots,bookings}');
    end if;
    if v_host_ids <> '{}' then
      perform private.bump_host_versions(v_host_ids, '{bookings}');
    end if;
  end if;
  return null;
end;
$$;
comment on function private.bump_versions_of_bookings() is
  'A time was taken, moved or given back, or a hold or request ended: for its host, and for those whose time it takes through a calendar. '
  'Its owner is told of every change.';

create trigger bookings_version_insert after insert on public.bookings
referencing new table as new_rows for each statement execute function private.bump_versions_of_bookings();
create trigger bookings_version_update after update on public.bookings
referencing old table as old_rows new table as new_rows for each statement execute function private.bump_versions_of_bookings();
create trigger bookings_version_delete after delete on public.bookings
referencing old table as old_rows for each statement execute function private.bump_versions_of_bookings();
