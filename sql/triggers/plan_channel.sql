create function private.tend_soon(p_connection_id uuid, p_at timestamptz default now())
returns void
language plpgsql
set search_path = ''
as $$
begin
  update private.connection_sync as s set tend_at = p_at where s.connection_id = p_connection_id and s.tend_at > p_at;
end;
$$;
comment on function private.tend_soon(uuid, timestamptz) is
  'Something has changed that may concern the channels of an account: they are looked after at this instant, or sooner if that is planned '
  'already (public.enqueue_due_channels).';

create function private.plan_channels_of_calendar()
returns trigger
language plpgsql
security definer -- whoever writes calendars may not write the private table
set search_path = ''
as $$
begin
  perform private.tend_soon(new.connection_id);
  return null;
end;
$$;
comment on function private.plan_channels_of_calendar() is 'A calendar was read for the first time, or can be read (no longer): what can be read is watched.';

create trigger calendars_plan_channels_insert after insert on public.calendars
for each row when (new.last_synced_at is not null) execute function private.plan_channels_of_calendar();
create trigger calendars_plan_channels after update of last_synced_at, sync_status on public.calendars
for each row when (
  (old.last_synced_at is null) <> (new.last_synced_at is null) or (old.sync_status = 'error') <> (new.sync_status = 'error')
) execute function private.plan_channels_of_calendar();

create function private.plan_channels_of_link()
returns trigger
language plpgsql
security definer -- an owner who edits may not write the private table
set search_path = ''
as $$
begin
  perform private.tend_soon(c.connection_id)
  from public.calendars as c
  where c.id = case when tg_op = 'DELETE' then old.calendar_id else new.calendar_id end;
  return null;
end;
$$;
comment on function private.plan_channels_of_link() is 'A calendar takes somebody''s time or gets bookings, or does so no longer (private.is_of_interest).';

create trigger calendar_links_plan_channels after insert or delete on public.calendar_links
for each row execute function private.plan_channels_of_link();
create trigger calendar_links_plan_channels_update after update on public.calendar_links
for each row when (
  (old.calendar_id, old.blocks_availability, old.is_booking_target) is distinct from (new.calendar_id, new.blocks_availability, new.is_booking_target)
) execute function private.plan_channels_of_link();

create function private.plan_channels_of_connection()
returns trigger
language plpgsql
security definer -- whoever writes connections may not write the private table
set search_path = ''
as $$
begin
  perform private.tend_soon(new.id);
  return null;
end;
$$;
comment on function private.plan_channels_of_connection() is 'An account lets us in again.';

create trigger calendar_connections_plan_channels after update of status on public.calendar_connections
for each row when (new.status in ('active', 'error') and old.status not in ('active', 'error'))
execute function private.plan_channels_of_connection();

create function private.plan_channels_of_secret()
returns trigger
language plpgsql
security definer -- whoever stores a secret may not write the private table
set search_path = ''
as $$
begin
  perform private.tend_soon(new.connection_id);
  return null;
end;
$$;
comment on function private.plan_channels_of_secret() is 'An account was left, or connected once more.';

create trigger connection_secrets_plan_channels after update of sealed, leaving_since on private.connection_secrets
for each row when ((old.sealed is null, old.leaving_since is null) is distinct from (new.sealed is null, new.leaving_since is null))
execute function private.plan_channels_of_secret();

create function private.plan_channels_of_account()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.tend_at := least(new.tend_at, now());
  return new;
end;
$$;
comment on function private.plan_channels_of_account() is 'An account that was left alone is asked again sooner than was planned.';

create trigger connection_sync_plan_channels before update of left_alone_until, blocked_until on private.connection_sync
for each row when (
  coalesce(old.left_alone_until > new.left_alone_until, old.left_alone_until is not null)
  or coalesce(old.blocked_until > new.blocked_until, old.blocked_until is not null)
) execute function private.plan_channels_of_account();

create function private.plan_channel()
returns trigger
language plpgsql
security definer -- whoever writes a channel may not write the private table
set search_path = ''
as $$
begin
  perform private.tend_soon(c.connection_id, case when tg_op = 'DELETE' then now() else private.channel_due_at(new) end)
  from public.calendars as c
  where c.id = case when tg_op = 'DELETE' then old.calendar_id else new.calendar_id end;
  return null;
end;
$$;
comment on function private.plan_channel() is
  'A channel is there, is due sooner than it was, or is gone without having been closed. What makes it due later is found when it is looked after: '
  'a notice, which comes without the lock of the calendar, waits for no account.';

create trigger channels_plan_insert after insert on private.channels
for each row execute function private.plan_channel();
create trigger channels_plan_update after update on private.channels
for each row when (
  coalesce(new.expires_at < old.expires_at, new.expires_at is not null and old.expires_at is null)
  or coalesce(new.renew_at < old.renew_at, new.renew_at is not null and old.renew_at is null)
  or coalesce(new.doubted_at < old.doubted_at, new.doubted_at is not null and old.doubted_at is null)
  or new.opened_at < old.opened_at or new.close_after < old.close_after
  or new.state = 'closing' and old.state <> 'closing'
) execute function private.plan_channel();
create trigger channels_plan_delete after delete on private.channels
for each row when (old.state <> 'closing') execute function private.plan_channel();
