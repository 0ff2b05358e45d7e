create function private.questions_fault(p_questions jsonb)
returns text
language plpgsql
immutable
parallel safe
security definer -- constraints call it as the writer, who may not call the functions that it calls
set search_path = ''
as $$
declare
  v_question jsonb;
  v_name text;
  v_fault text;
  v_ids text[] := '{}';
begin
  if p_questions is null or jsonb_typeof(p_questions) <> 'array' or jsonb_array_length(p_questions) > 50 then
    return 'questions must be a list of at most 50 questions.';
  end if;
  for v_question in select * from jsonb_array_elements(p_questions) loop
    v_name := format('Question %s', cardinality(v_ids) + 1);
    v_fault := case
      when jsonb_typeof(v_question) <> 'object' then
        format('%s must be an object {id, label, type, required, options}.', v_name)
      when v_question - '{id,label,type,required,options}'::text[] <> '{}' then
        format('%s has an unknown field; the fields are id, label, type, required and options.', v_name)
      when jsonb_typeof(v_question -> 'id') is distinct from 'string'
        or v_question ->> 'id' !~ '^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$' then
        format('%s needs an id of 1 to 64 letters a to z, digits and _.:- that begins with a letter or digit.', v_name)
      when v_question ->> 'id' = any (v_ids) then
        format('%s has the id of another question; each needs its own.', v_name)
      when jsonb_typeof(v_question -> 'label') is distinct from 'string' or private.is_blank(v_question ->> 'label') then
        format('%s needs a label.', v_name)
      when coalesce(v_question -> 'type', 'null') not in ('"text"', '"textarea"', '"select"', '"checkbox"', '"phone"') then
        format('%s needs a type: text, textarea, select, checkbox or phone.', v_name)
      when coalesce(v_question -> 'required', 'false') not in ('true', 'false') then
        format('%s: required must be true or false.', v_name)
      else coalesce(
        private.text_fault(format('The label of question %s', cardinality(v_ids) + 1), v_question ->> 'label', 500),
        private.options_fault(v_name, v_question -> 'options', v_question ->> 'type' = 'select')
      )
    end;
    if v_fault is not null then
      return v_fault;
    end if;
    v_ids := v_ids || (v_question ->> 'id');
  end loop;
  return null;
end;
$$;
comment on function private.questions_fault(jsonb) is
  'What is wrong with the questions of an event type, in a sentence; null: nothing. A list of at most 50 objects {id, label, type, required?, '
  'options?} with ids of their own.';
