create function private.nobody()
returns text
language sql
immutable
set search_path = ''
as $$
  select 'anonymous@anonymous.invalid'
$$;
comment on function private.nobody() is 'The email address of a visitor who was forgotten (private.forget_visitors): no mail is written to it.';
