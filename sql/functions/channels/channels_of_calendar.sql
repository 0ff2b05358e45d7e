create function private.channels_of_calendar(p_calendar_id uuid)
returns setof private.channels
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select h.* from private.channels as h where h.calendar_id = p_calendar_id
  union all
  select h.*
  from public.calendars as c
  join private.channels as h on h.connection_id = c.connection_id and h.calendar_id is null
  where c.id = p_calendar_id;
end;
$$;
comment on function private.channels_of_calendar(uuid) is 'The channels that stand for a calendar: its own, and those of its account.';
