create function private.look_interval()
returns interval
language sql
immutable
set search_path = ''
as $$
  select interval '340 milliseconds'
$$;
comment on function private.look_interval() is 'The least time between the beginnings of two looks at an account: at most three in a second.';
