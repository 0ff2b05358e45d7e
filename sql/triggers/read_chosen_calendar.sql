create function private.read_chosen_calendar()
returns trigger
language plpgsql
security definer -- the owner may choose calendars but may not add jobs otherwise
set search_path = ''
as $$
begin
  perform private.enqueue_sync(c.connection_id, p_is_urgent => true, p_calendar_ids => array[c.id])
  from public.calendars as c
  join public.calendar_connections as k on k.id = c.connection_id and k.status in ('active', 'error')
  where c.id = new.calendar_id and c.last_synced_at < now() - interval '2 minutes';
  return null;
end;
$$;
comment on function private.read_chosen_calendar() is
  'An unused calendar, which is pulled once an hour, is chosen to take time or to get bookings: it is pulled now.';

create trigger calendar_links_read_when_added after insert on public.calendar_links
for each row when (new.blocks_availability or new.is_booking_target) execute function private.read_chosen_calendar();
create trigger calendar_links_read_when_chosen after update of blocks_availability, is_booking_target on public.calendar_links
for each row when ((new.blocks_availability or new.is_booking_target) and not (old.blocks_availability or old.is_booking_target))
execute function private.read_chosen_calendar();
