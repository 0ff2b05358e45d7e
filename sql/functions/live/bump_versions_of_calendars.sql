create function private.bump_versions_of_calendars(p_calendar_ids uuid[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.bump_host_versions(array(
    select distinct l.host_id from public.calendar_links as l
    where l.calendar_id = any (p_calendar_ids) and l.blocks_availability
  ));
end;
$$;
comment on function private.bump_versions_of_calendars(uuid[]) is 'The contents of these calendars changed: for the hosts whose time they take.';
