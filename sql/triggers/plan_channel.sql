create function private.plan_channel()
returns trigger
language plpgsql
security definer -- whoever writes a channel may not write the private table
set search_path = ''
as $$
begin
  perform private.maintain_soon(
    case when tg_op = 'DELETE' then old.connection_id else new.connection_id end,
    case when tg_op = 'DELETE' then now() else private.channel_due_at(new) end
  );
  return null;
end;
$$;
comment on function private.plan_channel() is
  'A channel was added, is due sooner than before, or was deleted without having been closed. What makes it due later is found when it is '
  'maintained, so that a notice, which comes without the lock of the calendar, waits for no account.';

create trigger channels_plan_insert after insert on private.channels
for each row execute function private.plan_channel();
create trigger channels_plan_update after update on private.channels
for each row when (
  coalesce(new.expires_at < old.expires_at, new.expires_at is not null and old.expires_at is null)
  or coalesce(new.renew_at < old.renew_at, new.renew_at is not null and old.renew_at is null)
  or coalesce(new.suspected_at < old.suspected_at, new.suspected_at is not null and old.suspected_at is null)
  or new.opened_at < old.opened_at or new.close_after < old.close_after
  or (new.state = 'closing' and old.state <> 'closing')
) execute function private.plan_channel();
create trigger channels_plan_delete after delete on private.channels
for each row when (old.state <> 'closing') execute function private.plan_channel();
