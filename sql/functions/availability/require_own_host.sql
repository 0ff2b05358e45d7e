create function private.require_own_host(p_host_id uuid)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (select from public.hosts as h where h.id = p_host_id and h.owner_id = (select auth.uid())) then
    perform private.fail('not_found', 'You have no such host.', 'Check host_id and who is signed in.');
  end if;
end;
$$;
comment on function private.require_own_host(uuid) is 'Raises not_found where a host does not belong to who is signed in, as where there is none.';
