create function public.revoke_api_key(api_key_id uuid, owner_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
begin
  update public.api_keys as k set revoked_at = coalesce(k.revoked_at, now())
  where k.id = revoke_api_key.api_key_id and k.owner_id = revoke_api_key.owner_id;
  if not found then
    perform private.fail('not_found', 'You have no such API key.', 'Check the id in the address.');
  end if;
  return null;
end;
$$;
comment on function public.revoke_api_key(uuid, uuid) is 'From now on the key opens nothing; repeatable. Raises not_found, also for those of others.';
