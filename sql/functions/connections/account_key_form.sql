create function private.account_key_form(p_key text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_parts constant text[] := regexp_match(p_key, '^(https?)://([^/ ]+?)\.?(?::(\d+))?(/[^ ]*) (.*)$', 'i');
begin
  -- Ids of providers and hashes have one spelling.
  if v_parts is null then
    return p_key;
  end if;
  return lower(v_parts[1]) || '://' || lower(v_parts[2])
    || case when v_parts[3] is null or (lower(v_parts[1]), v_parts[3]) in (('http', '80'), ('https', '443')) then '' else ':' || v_parts[3] end
    || private.path_form(v_parts[4]) || ' ' || lower(v_parts[5]);
end;
$$;
comment on function private.account_key_form(text) is
  'The form by which account keys are compared: one for each server, principal and user name, however they were spelled when the account was '
  'connected (escapes, slashes, default port, capitals in host and user name; capitals in the principal count). Other keys stay as they are.';
