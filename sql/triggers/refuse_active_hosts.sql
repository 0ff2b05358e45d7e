create function private.refuse_active_hosts()
returns trigger
language plpgsql
security definer -- the owner may not read the list of those who leave
set search_path = ''
as $$
begin
  if exists (select from private.owner_deletions as d where d.owner_id = new.owner_id) then
    perform private.fail('invalid_state', 'Your data are being deleted, so that no page can be opened.', 'Wait until that is done.');
  end if;
  return new;
end;
$$;
comment on function private.refuse_active_hosts() is
  'An owner whose data are being deleted opens no page meanwhile, by none of the ways to write a host. Raises invalid_state.';

create trigger hosts_refuse_active before insert or update of is_active on public.hosts
for each row when (new.is_active) execute function private.refuse_active_hosts();
