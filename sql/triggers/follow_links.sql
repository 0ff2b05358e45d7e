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
    -- Past bookings count as long as a buffer may reach them (constraint event_types_buffers_valid).
    and b.during && tstzrange(now() - interval '24 hours', null)
    and b.calendar_id is distinct from private.receiving_calendar(b.id, b.host_id, b.event_type_id, b.starts_at, b.ends_at);
  perform private.recheck_double_bookings(v_host_ids);
  if tg_op <> 'DELETE' then
    -- Calendars that begin to take time, with the events that are known of them.
    perform private.enqueue_blind_check(c.id)
    from new_rows as n
    join public.calendars as c on c.id = n.calendar_id and c.last_synced_at is not null
    where n.blocks_availability and n.host_id = any (v_host_ids);
  end if;
  if tg_op <> 'INSERT' then
    perform private.close_overlaps(o.calendar_id, array[o.host_id])
    from old_rows as o
    where o.blocks_availability and o.host_id = any (v_host_ids);
  end if;
  return null;
end;
$$;
comment on function private.follow_links() is
  'Links changed: future bookings that are not written yet go to the current booking target; bookings of other hosts that now take their time, or '
  'no longer do, are reported or closed as conflicts; events that now take their time are compared with their bookings; conflicts with events that no longer take their time are closed.';

create trigger calendar_links_follow_insert after insert on public.calendar_links
referencing new table as new_rows for each statement execute function private.follow_links();
create trigger calendar_links_follow_update after update on public.calendar_links
referencing old table as old_rows new table as new_rows for each statement execute function private.follow_links();
create trigger calendar_links_follow_delete after delete on public.calendar_links
referencing old table as old_rows for each statement execute function private.follow_links();
