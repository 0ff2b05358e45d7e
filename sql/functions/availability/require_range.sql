create function private.require_range(p_start timestamptz, p_end timestamptz, p_max_days integer)
returns tstzrange
language plpgsql
immutable
set search_path = ''
as $$
begin
  if p_start is null or p_end is null or not isfinite(p_start) or not isfinite(p_end) then
    perform private.fail('invalid_range', 'The range needs a start and an end.', 'Give range_start and range_end as instants.');
  end if;
  if p_end <= p_start then
    perform private.fail('invalid_range', 'The range ends before it starts.', 'range_end must be after range_start.');
  end if;
  if p_end - p_start > make_interval(hours => 24 * p_max_days) then
    perform private.fail(
      'invalid_range', 'The range is too long.', 'Ask for at most ' || p_max_days || ' days at a time.'
    );
  end if;
  if extract(year from p_start at time zone 'UTC') not between 1900 and 9000 then
    perform private.fail('invalid_range', 'The range is outside the calendar.', 'Ask for years 1900 to 9000.');
  end if;
  return tstzrange(p_start, p_end);
end;
$$;
comment on function private.require_range(timestamptz, timestamptz, integer) is
  'The range [p_start, p_end) if it is finite, in order and at most p_max_days long. Raises invalid_range.';
