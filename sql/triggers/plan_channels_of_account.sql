create function private.plan_channels_of_account()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.maintain_at := least(new.maintain_at, now());
  return new;
end;
$$;
comment on function private.plan_channels_of_account() is 'An account that backs off is asked again sooner than planned.';

create trigger connection_sync_plan_channels before update of backoff_until, blocked_until on private.connection_sync
for each row when (
  coalesce(old.backoff_until > new.backoff_until, old.backoff_until is not null)
  or coalesce(old.blocked_until > new.blocked_until, old.blocked_until is not null)
) execute function private.plan_channels_of_account();
