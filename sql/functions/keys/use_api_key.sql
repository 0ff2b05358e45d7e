create function public.use_api_key(digest text)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not read digests otherwise
set search_path = ''
as $$
declare
  v_key public.api_keys;
begin
  select k.* into v_key
  from private.api_key_digests as d
  join public.api_keys as k on k.id = d.api_key_id
  where d.digest = use_api_key.digest and k.revoked_at is null;
  if v_key.id is null then
    return null;
  end if;
  if coalesce(v_key.last_used_at <= now() - interval '1 minute', true) then
    -- Whoever comes second at the same moment has nothing to write.
    update public.api_keys as k set last_used_at = now()
    where k.id = (
      select o.id from public.api_keys as o where o.id = v_key.id and o.last_used_at is not distinct from v_key.last_used_at
      for no key update skip locked
    );
  end if;
  return jsonb_build_object('owner_id', v_key.owner_id, 'scopes', v_key.scopes);
end;
$$;
comment on function public.use_api_key(text) is
  'Whose key has this digest (hexadecimal SHA-256) and what it may do: {owner_id, scopes}; null if it is unknown or was revoked. Records the use, at '
  'most once a minute.';
