create function private.backoff(p_failures integer, p_retry_after_ms bigint)
returns interval
language plpgsql
volatile
set search_path = ''
as $$
begin
  return make_interval(secs => greatest(
    least(2 * power(2, least(p_failures, 20) - 1), 600) * (1 + 0.5 * random()),
    least(coalesce(p_retry_after_ms, 0) / 1000.0, 86400)
  ));
end;
$$;
comment on function private.backoff(integer, bigint) is
  'How long to leave an account alone after so many failures in a row: 2 s, doubled each time up to 10 min, up to half more by chance (never '
  'more than 15 min); never less than its server asked for (in milliseconds, at most a day).';
