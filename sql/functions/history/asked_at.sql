create function private.asked_at()
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  return current_setting('openslot.asked_at')::timestamptz;
end;
$$;
comment on function private.asked_at() is
  'The time that a question about the past is about, set by private.explain_then for its transaction. Only the generated functions (…_then) ask.';
