create function private.plan_channels_of_calendar()
returns trigger
language plpgsql
security definer -- whoever writes calendars may not write the private table
set search_path = ''
as $$
begin
  perform private.maintain_soon(new.connection_id);
  return null;
end;
$$;
comment on function private.plan_channels_of_calendar() is
  'A calendar was read for the first time, or became (un)readable: readable calendars are watched.';

create trigger calendars_plan_channels_insert after insert on public.calendars
for each row when (new.last_synced_at is not null) execute function private.plan_channels_of_calendar();
create trigger calendars_plan_channels after update of last_synced_at, sync_status on public.calendars
for each row when (
  (old.last_synced_at is null) <> (new.last_synced_at is null) or (old.sync_status = 'error') <> (new.sync_status = 'error')
) execute function private.plan_channels_of_calendar();
