create function private.mail_backoff(p_attempts integer)
returns interval
language plpgsql
volatile
set search_path = ''
as $$
begin
  return make_interval(secs => least(2 * power(2, least(p_attempts, 20) - 1), 1800) * (1 + 0.5 * random()));
end;
$$;
comment on function private.mail_backoff(integer) is
  'The pause after so many attempts to send a mail: 2 s, doubled each time up to half an hour, plus up to half at random. About 50 attempts in 24 hours.';
