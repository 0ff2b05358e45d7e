create function private.pg_notify(p_channel text, p_payload text)
returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
end;
$$;
comment on function private.pg_notify(text, text) is
  'Does nothing. Replaces pg_catalog.pg_notify for what private.enqueue calls: a notification makes all commits of the database wait for one lock.';
