create function private.announced_sync_interval()
returns interval
language sql
immutable
set search_path = ''
as $$
  select interval '340 milliseconds'
$$;
comment on function private.announced_sync_interval() is 'The least time between the beginnings of two announced syncs of an account: at most three in a second.';
