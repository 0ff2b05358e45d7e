create function private.lock_own_hosts()
returns trigger
language plpgsql
security definer -- locks rows that the owner may edit anyway
set search_path = ''
as $$
begin
  perform private.lock_owner_hosts((select auth.uid()));
  return null;
end;
$$;
comment on function private.lock_own_hosts() is
  'Before an owner''s statement touches any row: locks their hosts by id, as bookings do, to avoid deadlocks.';

create trigger hosts_lock_own_update before update on public.hosts for each statement execute function private.lock_own_hosts();
create trigger hosts_lock_own_delete before delete on public.hosts for each statement execute function private.lock_own_hosts();
create trigger calendar_links_lock_own before insert or update or delete on public.calendar_links
for each statement execute function private.lock_own_hosts();
