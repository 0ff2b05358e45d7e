create function private.push_target(p_calendar_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('calendar', private.calendar_to_read(c), 'connection', k.opened)
    from public.calendars as c
    cross join lateral private.connection_with_secret(c.connection_id) as k (opened)
    where c.id = p_calendar_id and k.opened is not null
  );
end;
$$;
comment on function private.push_target(uuid) is
  'Calendar and connection (with its sealed secret) where an event is written or checked; null if gone or disconnected.';
