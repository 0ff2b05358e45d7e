create function private.lock_host(p_host_id uuid)
returns void
language plpgsql
set search_path = ''
set lock_timeout = '4s' -- as private.lock_slot
as $$
begin
  perform from public.hosts as h where h.id = p_host_id for no key update;
end;
$$;
comment on function private.lock_host(uuid) is 'Locks one host, as the first statement of what ends or renews a hold of theirs. Raises 55P03 after 4 s.';
