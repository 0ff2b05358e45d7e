create function private.follow_event()
returns trigger
language plpgsql
security definer -- whoever writes events of bookings may not write bookings
set search_path = ''
as $$
declare
  v_booking_ids constant uuid[] := array(
    select b.id
    from public.bookings as o
    join public.bookings as b
      on b.event_type_id = o.event_type_id and b.starts_at = o.starts_at and b.ends_at = o.ends_at
      and b.status in ('held', 'pending', 'confirmed')
    where o.id in (case when tg_op <> 'DELETE' then new.booking_id end, case when tg_op <> 'INSERT' then old.booking_id end)
      and b.calendar_id is distinct from private.receiving_calendar(b.id, b.host_id, b.event_type_id, b.starts_at, b.ends_at)
  );
begin
  if cardinality(v_booking_ids) > 0 then
    -- bookings_complete derives it.
    update public.bookings as b set calendar_id = b.calendar_id where b.id = any (v_booking_ids);
    -- They take the time of other hosts now.
    perform private.close_double_bookings(v_booking_ids);
    perform private.detect_double_bookings(v_booking_ids);
  end if;
  return null;
end;
$$;
comment on function private.follow_event() is
  'The event of a session is in a calendar, or no longer is: updates bookings.calendar_id of the session and its conflicts with bookings of other '
  'hosts. The caller holds the locks of the hosts concerned.';

create trigger booking_calendar_events_follow_insert after insert on public.booking_calendar_events
for each row when (new.is_wanted) execute function private.follow_event();
create trigger booking_calendar_events_follow_update after update on public.booking_calendar_events
for each row when (
  (old.booking_id, old.calendar_id, old.is_wanted) is distinct from (new.booking_id, new.calendar_id, new.is_wanted)
) execute function private.follow_event();
create trigger booking_calendar_events_follow_delete after delete on public.booking_calendar_events
for each row when (old.is_wanted) execute function private.follow_event();
