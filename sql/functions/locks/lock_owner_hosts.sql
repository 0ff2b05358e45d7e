create function private.lock_owner_hosts(p_owner_id uuid)
returns void
language plpgsql
set search_path = ''
set lock_timeout = '4s' -- as private.lock_slot
as $$
begin
  perform from public.hosts as h where h.owner_id = p_owner_id order by h.id for no key update;
end;
$$;
comment on function private.lock_owner_hosts(uuid) is
  'Locks all hosts of an owner, by id, so that bookings with them and pulls of calendars linked to them wait. For everything that changes which '
  'calendars take whose time.';
