create function private.path_form(p_path text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_bytes bytea;
begin
  select string_agg(case when m.part[1] is null then decode(m.part[2], 'hex') else convert_to(m.part[1], 'UTF8') end, ''::bytea order by m.position)
  into v_bytes
  from regexp_matches(p_path, '([^%]+|%(?![0-9A-Fa-f]{2}))|%([0-9A-Fa-f]{2})', 'g') with ordinality as m (part, position);
  return regexp_replace(rtrim(regexp_replace(convert_from(v_bytes, 'UTF8'), '/{2,}', '/', 'g'), '/'), '^$', '/');
exception
  -- The escapes are not valid text: there is nothing to normalise.
  when character_not_in_repertoire or untranslatable_character then
    return p_path;
end;
$$;
comment on function private.path_form(text) is
  'One form for the path of a collection, however it is spelled: without escapes, doubled slashes and the last slash. For comparing, not for '
  'requests.';
