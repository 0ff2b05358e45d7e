create function private.phone_fault(p_name text, p_text text)
returns text
language plpgsql
immutable
parallel safe
security definer -- constraints call it as the writer, who may not call the functions that it calls
set search_path = ''
as $$
begin
  return coalesce(
    private.text_fault(p_name, p_text, 40),
    case when coalesce(p_text, '') !~ '^ *\+?[0-9 ()./-]+$' or char_length(regexp_replace(p_text, '[^0-9]', '', 'g')) not between 5 and 15 then
      format('%s must be a phone number such as +49 30 123456.', p_name)
    end
  );
end;
$$;
comment on function private.phone_fault(text, text) is
  'What is wrong with a phone number, in a sentence that begins with p_name; null: nothing. 5 to 15 digits (E.164), with a plus before them and '
  'spaces, brackets, dots, slashes and hyphens between.';
