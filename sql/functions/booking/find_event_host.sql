create function private.find_event_host(p_event_type_id uuid)
returns uuid
language plpgsql
stable
set search_path = ''
as $$
declare
  v_host_id uuid;
begin
  select e.host_id into v_host_id
  from public.event_types as e
  join public.hosts as h on h.id = e.host_id
  where e.id = p_event_type_id and e.is_active and h.is_active;
  if v_host_id is null then
    perform private.fail('not_found', 'There is no such event type.', 'Check event_type_id; it may have been switched off.');
  end if;
  return v_host_id;
end;
$$;
comment on function private.find_event_host(uuid) is 'The host of an active event type. Raises not_found.';
