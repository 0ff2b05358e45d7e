create function public.require_host(owner_id uuid, host_id uuid default null)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
declare
  v_host_id uuid;
begin
  select h.id into v_host_id
  from public.hosts as h
  where h.owner_id = require_host.owner_id and h.id = coalesce(require_host.host_id, h.id)
  order by h.created_at, h.id
  limit 1;
  if v_host_id is null then
    perform private.fail('not_found', 'You have no such host.', 'Check host_id, or create a host first.');
  end if;
  return jsonb_build_object('host_id', v_host_id);
end;
$$;
comment on function public.require_host(uuid, uuid) is
  'The host that an account is to be connected for (null: the owner''s oldest): {host_id}. Called before any call to a provider. Raises not_found '
  '(no such host of this owner).';
