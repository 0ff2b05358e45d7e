create function private.request_expiry(p_start timestamptz)
returns timestamptz
language sql
stable
set search_path = ''
as $$
  select least(p_start, now() + interval '48 hours')
$$;
comment on function private.request_expiry(timestamptz) is 'How long a request waits for the host: 48 hours, but not beyond its start.';
