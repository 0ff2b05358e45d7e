create function public.create_api_key(owner_id uuid, name text, prefix text, scopes text[], digest text)
returns jsonb
language plpgsql
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
declare
  v_fault text := private.text_fault('name', create_api_key.name, 200);
  v_id uuid;
begin
  if v_fault is null and private.is_blank(create_api_key.name) then
    v_fault := 'name must not be empty.';
  end if;
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault, 'Correct the name and try again.');
  end if;
  insert into public.api_keys as k (owner_id, name, prefix, scopes)
  values (create_api_key.owner_id, create_api_key.name, create_api_key.prefix, create_api_key.scopes)
  returning k.id into v_id;
  insert into private.api_key_digests (api_key_id, digest) values (v_id, create_api_key.digest);
  return jsonb_build_object('api_key', private.api_key_json(v_id));
end;
$$;
comment on function public.create_api_key(uuid, text, text, text[], text) is
  'Stores a key of an owner by its digest (hexadecimal SHA-256). Raises invalid_request, invalid_state (there are 50 that were not revoked).';
