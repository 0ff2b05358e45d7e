create function private.plan_channels_of_connection()
returns trigger
language plpgsql
security definer -- whoever writes connections may not write the private table
set search_path = ''
as $$
begin
  perform private.maintain_soon(new.id);
  return null;
end;
$$;
comment on function private.plan_channels_of_connection() is 'An account lets us in again.';

create trigger calendar_connections_plan_channels after update of status on public.calendar_connections
for each row when (new.status in ('active', 'error') and old.status not in ('active', 'error'))
execute function private.plan_channels_of_connection();
