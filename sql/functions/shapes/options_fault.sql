create function private.options_fault(p_name text, p_options jsonb, p_is_needed boolean)
returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  v_option jsonb;
  v_options jsonb := '{}';
  v_fault text;
begin
  if coalesce(jsonb_typeof(p_options), 'null') not in ('null', 'array') then
    return format('%s: options must be a list of texts.', p_name);
  end if;
  if p_is_needed and coalesce(p_options, 'null') in ('null', '[]') then
    return format('%s is a choice: it needs options to choose from.', p_name);
  end if;
  if jsonb_typeof(p_options) = 'array' then
    if jsonb_array_length(p_options) > 100 then
      return format('%s has too many options: at most 100.', p_name);
    end if;
    for v_option in select * from jsonb_array_elements(p_options) loop
      v_fault := case
        when jsonb_typeof(v_option) <> 'string' or private.is_blank(v_option #>> '{}') then
          format('%s: each option must be a text that is not empty.', p_name)
        when v_options ? (v_option #>> '{}') then
          format('%s has an option twice: "%s".', p_name, left(v_option #>> '{}', 40))
        else private.text_fault(format('An option of %s', lower(p_name)), v_option #>> '{}', 200)
      end;
      if v_fault is not null then
        return v_fault;
      end if;
      v_options := v_options || jsonb_build_object(v_option #>> '{}', true);
    end loop;
  end if;
  return null;
end;
$$;
comment on function private.options_fault(text, jsonb, boolean) is
  'What is wrong with the options of a question, in a sentence about p_name; null: nothing. Different texts of 1 to 200 characters, at most '
  '100; p_is_needed: at least one.';
