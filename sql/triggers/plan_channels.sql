create function private.plan_channels()
returns trigger
language plpgsql
security definer -- whoever writes accounts, calendars and links may not write the private table
set search_path = ''
as $$
declare
  v_row constant jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
begin
  -- A link names its calendar, a calendar or a secret its connection.
  perform private.maintain_soon(coalesce(
    (select c.connection_id from public.calendars as c where c.id = (v_row ->> 'calendar_id')::uuid),
    (v_row ->> 'connection_id')::uuid,
    (v_row ->> 'id')::uuid
  ));
  return null;
end;
$$;
comment on function private.plan_channels() is
  'The channels of an account are maintained soon, because readable calendars that somebody needs are watched: an account lets us in again or no '
  'longer, was disconnected or connected; a calendar was read for the first time, or became (un)readable; a calendar takes somebody''s time or gets bookings, or '
  'no longer does (private.should_be_watched).';

create trigger calendar_connections_plan_channels after update of status on public.calendar_connections
for each row when (
  (new.status in ('active', 'error') and old.status not in ('active', 'error'))
  or (new.status = 'needs_reconnect' and old.status <> 'needs_reconnect')
)
execute function private.plan_channels();
create trigger connection_secrets_plan_channels after update of sealed, revoking_since on private.connection_secrets
for each row when ((old.sealed is null, old.revoking_since is null) is distinct from (new.sealed is null, new.revoking_since is null))
execute function private.plan_channels();
create trigger calendars_plan_channels_insert after insert on public.calendars
for each row when (new.last_synced_at is not null) execute function private.plan_channels();
create trigger calendars_plan_channels after update of last_synced_at, sync_status on public.calendars
for each row when (
  (old.last_synced_at is null) <> (new.last_synced_at is null) or (old.sync_status = 'error') <> (new.sync_status = 'error')
) execute function private.plan_channels();
create trigger calendar_links_plan_channels after insert or delete on public.calendar_links
for each row execute function private.plan_channels();
create trigger calendar_links_plan_channels_update after update on public.calendar_links
for each row when (
  (old.calendar_id, old.blocks_availability, old.is_booking_target) is distinct from (new.calendar_id, new.blocks_availability, new.is_booking_target)
) execute function private.plan_channels();
