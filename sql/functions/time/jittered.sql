create function private.jittered(p_seconds double precision)
returns interval
language plpgsql
volatile
set search_path = ''
as $$
begin
  return make_interval(secs => greatest(p_seconds * (0.8 + 0.4 * random()), least(p_seconds, 30), 1));
end;
$$;
comment on function private.jittered(double precision) is
  'p_seconds, 20 % more or less, so that accounts do not run in step; at least 30 s unless less is asked for.';
