create function private.api_key_json(p_api_key_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'id', k.id, 'name', k.name, 'prefix', k.prefix, 'scopes', k.scopes, 'created_at', private.iso_instant(k.created_at),
      'last_used_at', private.iso_instant(k.last_used_at), 'revoked_at', private.iso_instant(k.revoked_at)
    )
    from public.api_keys as k where k.id = p_api_key_id
  );
end;
$$;
comment on function private.api_key_json(uuid) is 'A key for its owner, without the key itself, which nobody knows.';
