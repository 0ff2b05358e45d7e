create function private.plan_channel()
returns trigger
language plpgsql
security definer -- whoever writes a channel may not write the private table
set search_path = ''
as $$
declare
  v_channel constant private.channels := case when tg_op = 'DELETE' then old else new end;
  v_is_over constant boolean := tg_op = 'DELETE' or new.state = 'closing';
begin
  perform private.maintain_soon(a.id, case when v_is_over then now() else private.channel_due_at(v_channel) end)
  from (
    select v_channel.connection_id as id
    union
    select private.connections_of_account(v_channel.connection_id) where v_is_over and v_channel.calendar_id is null
    order by id
  ) as a;
  return null;
end;
$$;
comment on function private.plan_channel() is
  'A channel was added, is due sooner than before, was given to another connection, is to be closed, or was deleted without having been closed. '
  'The end of one of an account concerns all its connections: the next one may be for any of them to open. What makes it due later is found when it is '
  'maintained, so that a notice, which comes without the lock of the calendar, waits for no account.';

create trigger channels_plan_insert after insert on private.channels
for each row execute function private.plan_channel();
create trigger channels_plan_update after update on private.channels
for each row when (
  coalesce(new.expires_at < old.expires_at, new.expires_at is not null and old.expires_at is null)
  or coalesce(new.renew_at < old.renew_at, new.renew_at is not null and old.renew_at is null)
  or coalesce(new.suspected_at < old.suspected_at, new.suspected_at is not null and old.suspected_at is null)
  or new.opened_at < old.opened_at or new.close_after < old.close_after
  or (new.state = 'closing' and old.state <> 'closing') or new.connection_id <> old.connection_id
) execute function private.plan_channel();
create trigger channels_plan_delete after delete on private.channels
for each row when (old.state <> 'closing') execute function private.plan_channel();
