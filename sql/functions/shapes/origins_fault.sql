create function private.origins_fault(p_origins text[])
returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  v_origin text;
begin
  if cardinality(p_origins) > 50 then
    return 'allowed_origins may have at most 50 entries.';
  end if;
  foreach v_origin in array coalesce(p_origins, '{}') loop
    if v_origin is null or char_length(v_origin) > 300
      or v_origin !~ '^https?://([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\])(:[1-9][0-9]{0,4})?$'
      or v_origin ~ '^(http://.*:80|https://.*:443)$'
    then
      return 'allowed_origins must have origins as browsers send them, such as https://www.example.com: in lower case, without a path or a slash at the end.';
    end if;
  end loop;
  return null;
end;
$$;
comment on function private.origins_fault(text[]) is
  'What is wrong with a list of web sites, in a sentence; null: nothing, also for null. They are put into headers as they are.';
