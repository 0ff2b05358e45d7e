create function private.labelled_answers(p_questions jsonb, p_answers jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select coalesce(jsonb_agg(
    jsonb_build_object('label', q.value ->> 'label', 'answer', p_answers -> (q.value ->> 'id')) order by q.position
  ), '[]')
  from jsonb_array_elements(p_questions) with ordinality as q (value, position)
  where p_answers ? (q.value ->> 'id')
$$;
comment on function private.labelled_answers(jsonb, jsonb) is
  'What a visitor answered, [{label, answer}], in the order of the questions that the event type has now.';
