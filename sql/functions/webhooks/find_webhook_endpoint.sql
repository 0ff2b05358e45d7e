create function private.find_webhook_endpoint(p_endpoint_id uuid, p_owner_id uuid)
returns public.webhook_endpoints
language plpgsql
stable
set search_path = ''
as $$
declare
  v_endpoint public.webhook_endpoints;
begin
  select e.* into v_endpoint from public.webhook_endpoints as e where e.id = p_endpoint_id and e.owner_id = p_owner_id;
  if v_endpoint.id is null then
    perform private.fail('not_found', 'You have no such webhook endpoint.', 'Check the id in the address.');
  end if;
  return v_endpoint;
end;
$$;
comment on function private.find_webhook_endpoint(uuid, uuid) is 'An endpoint of an owner. Raises not_found, also for those of others.';
