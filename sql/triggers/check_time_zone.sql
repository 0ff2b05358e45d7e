create function private.check_time_zone()
returns trigger
language plpgsql
security definer -- whoever writes a zone may not read the private list
set search_path = ''
as $$
begin
  if new.time_zone is null
    or exists (select from private.time_zones as z where z.name = new.time_zone)
    or exists (
      -- A zone that came with an update of Postgres after the list was copied.
      select from pg_catalog.pg_timezone_names as z
      where z.name = new.time_zone and z.name !~ '^(posix|right)/' and z.name not in ('posixrules', 'localtime', 'Factory')
    )
  then
    return new;
  end if;
  perform private.fail(
    'invalid_request', format('"%s" is not a time zone.', left(new.time_zone, 60)), 'Use an IANA name such as Europe/Berlin.'
  );
end;
$$;
comment on function private.check_time_zone() is 'Refuses a time_zone that is not an IANA name. Raises invalid_request.';

create trigger hosts_check_time_zone before insert or update of time_zone on public.hosts
for each row execute function private.check_time_zone();
create trigger event_types_check_time_zone before insert or update of time_zone on public.event_types
for each row execute function private.check_time_zone();
create trigger calendars_check_time_zone before insert or update of time_zone on public.calendars
for each row execute function private.check_time_zone();
create trigger booking_attendees_check_time_zone before insert or update of time_zone on public.booking_attendees
for each row execute function private.check_time_zone();
