create function private.plan_channels_of_link()
returns trigger
language plpgsql
security definer -- an owner who edits may not write the private table
set search_path = ''
as $$
begin
  perform private.maintain_soon(c.connection_id)
  from public.calendars as c
  where c.id = case when tg_op = 'DELETE' then old.calendar_id else new.calendar_id end;
  return null;
end;
$$;
comment on function private.plan_channels_of_link() is
  'A calendar takes somebody''s time or gets bookings, or no longer does (private.should_be_watched).';

create trigger calendar_links_plan_channels after insert or delete on public.calendar_links
for each row execute function private.plan_channels_of_link();
create trigger calendar_links_plan_channels_update after update on public.calendar_links
for each row when (
  (old.calendar_id, old.blocks_availability, old.is_booking_target) is distinct from (new.calendar_id, new.blocks_availability, new.is_booking_target)
) execute function private.plan_channels_of_link();
