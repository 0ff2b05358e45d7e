create function private.try_lock_slot(p_host_id uuid, p_event_type_id uuid, p_start timestamptz)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_host_ids constant uuid[] := private.hosts_of_slots(p_host_id, p_event_type_id, array[p_start], array[]::uuid[]);
begin
  perform from public.hosts as h where h.id = any (v_host_ids) order by h.id for no key update nowait;
  if private.hosts_of_slots(p_host_id, p_event_type_id, array[p_start], array[]::uuid[]) <@ v_host_ids then
    return true;
  end if;
  raise lock_not_available;
exception
  when lock_not_available then
    -- The locks that it got are given back: private.lock_slot takes all in one order.
    return false;
end;
$$;
comment on function private.try_lock_slot(uuid, uuid, timestamptz) is
  'Whether the hosts of private.hosts_of_slots are locked by nobody else; then this has locked them, as private.lock_slot does. It never waits.';
