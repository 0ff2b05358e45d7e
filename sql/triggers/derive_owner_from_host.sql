create function private.derive_owner_from_host()
returns trigger
language plpgsql
security definer -- the row of the host decides, whoever writes; the policy then compares it with the caller
set search_path = ''
as $$
begin
  select h.owner_id into new.owner_id from public.hosts as h where h.id = new.host_id;
  if new.owner_id is null then
    perform private.fail('not_found', 'There is no such host.', 'Check host_id.');
  end if;
  return new;
end;
$$;
comment on function private.derive_owner_from_host() is 'Fills calendar_links.owner_id. Raises not_found.';

create trigger calendar_links_derive_owner before insert or update of host_id, calendar_id, owner_id on public.calendar_links
for each row execute function private.derive_owner_from_host();
