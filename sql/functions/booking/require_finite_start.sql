create function private.require_finite_start(p_start timestamptz)
returns timestamptz
language plpgsql
immutable
set search_path = ''
as $$
begin
  if p_start is null or not isfinite(p_start) or extract(year from p_start at time zone 'UTC') not between 1900 and 9000 then
    perform private.fail('invalid_request', 'The start is not valid.', 'Send start as an ISO 8601 instant.');
  end if;
  return p_start;
end;
$$;
comment on function private.require_finite_start(timestamptz) is 'A start that is a finite instant of our calendar; raises invalid_request.';
