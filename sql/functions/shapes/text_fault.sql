create function private.text_fault(p_name text, p_text text, p_max integer, p_lines boolean default false)
returns text
language plpgsql
immutable
parallel safe
security definer -- constraints call it as the writer, who may not call the functions that it calls
set search_path = ''
as $$
declare
  v_hidden text;
begin
  if char_length(p_text) > p_max then
    return format('%s is too long: at most %s characters.', p_name, p_max);
  end if;
  v_hidden := private.hidden_character(p_text, p_lines);
  return case
    when v_hidden is null then null
    when v_hidden in ('U+0009', 'U+000A', 'U+000D') then format('%s must be on one line, without tabs.', p_name)
    else format('%s contains an invisible character (%s). Type it instead of pasting it.', p_name, v_hidden)
  end;
end;
$$;
comment on function private.text_fault(text, text, integer, boolean) is
  'What is wrong with a text, in a sentence that begins with p_name: it is longer than p_max characters, or has a character of '
  'private.hidden_character(). Null: nothing, also for null.';
