create function private.require_answers(p_questions jsonb, p_answers jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_question jsonb;
  v_answer jsonb;
  v_kept jsonb := '{}';
  v_is_given boolean;
begin
  if jsonb_typeof(coalesce(p_answers, '{}')) <> 'object' then
    perform private.fail('invalid_request', 'answers must be an object.', 'Send {question id: answer}.');
  end if;
  for v_question in select * from jsonb_array_elements(p_questions) loop
    v_answer := p_answers -> (v_question ->> 'id');
    v_is_given := coalesce(v_answer not in ('null', '""', 'false'), false)
      and (jsonb_typeof(v_answer) <> 'string' or not private.is_blank(v_answer #>> '{}'));
    if not v_is_given then
      if coalesce(v_question -> 'required' = 'true', false) then
        perform private.fail('invalid_request', format('"%s" needs an answer.', v_question ->> 'label'), 'Answer every required question.');
      end if;
      continue;
    end if;
    if (case v_question ->> 'type'
      when 'checkbox' then v_answer <> 'true'
      when 'select' then not coalesce(v_question -> 'options' @> v_answer, false) or jsonb_typeof(v_answer) <> 'string'
      else jsonb_typeof(v_answer) <> 'string' or char_length(v_answer #>> '{}') > 5000
        or translate(v_answer #>> '{}', case v_question ->> 'type' when 'textarea' then e'\n\r\t' else '' end, '') ~ '[[:cntrl:]]'
    end) then
      perform private.fail('invalid_request', format('The answer to "%s" is not valid.', v_question ->> 'label'), 'Check this answer.');
    end if;
    v_kept := v_kept || jsonb_build_object(v_question ->> 'id', v_answer);
  end loop;
  return v_kept;
end;
$$;
comment on function private.require_answers(jsonb, jsonb) is
  'The answers to the questions of an event type; drops all others. Raises invalid_request (missing, wrong type, not an option).';
