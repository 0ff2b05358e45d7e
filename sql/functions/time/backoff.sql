create function private.backoff(p_failures integer)
returns interval
language plpgsql
volatile
set search_path = ''
as $$
begin
  return make_interval(secs => least(2 * power(2, least(p_failures, 20) - 1), 600) * (1 + 0.5 * random()));
end;
$$;
comment on function private.backoff(integer) is
  'How long an account or a calendar backs off after so many failures in a row: 2 s, doubled each time up to 10 min, plus up to half at random, so '
  'never more than 15 min.';
