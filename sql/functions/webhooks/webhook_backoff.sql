create function private.webhook_backoff(p_failures integer, p_max_seconds integer default 14400)
returns interval
language plpgsql
volatile
set search_path = ''
as $$
begin
  return private.jittered(least(5 * power(3, least(p_failures, 20) - 1), p_max_seconds));
end;
$$;
comment on function private.webhook_backoff(integer, integer) is
  'The pause after so many failures in a row: 5 s, three times as long each time, up to p_max_seconds (4 hours), 20 % more or less. A delivery gets about '
  '12 attempts in 24 hours.';
