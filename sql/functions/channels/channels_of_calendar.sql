create function private.channels_of_calendar(p_calendar_id uuid)
returns setof private.channels
language plpgsql
stable
rows 2
set search_path = ''
as $$
begin
  return query
  select h.* from private.channels as h where h.calendar_id = p_calendar_id
  union all
  select h.*
  from public.calendars as c
  cross join lateral private.channels_of_account(c.connection_id) as h
  where c.id = p_calendar_id;
end;
$$;
comment on function private.channels_of_calendar(uuid) is
  'The channels that stand for a calendar: its own, and those of its account, which may be in the care of another connection.';
