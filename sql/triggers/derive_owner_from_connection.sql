create function private.derive_owner_from_connection()
returns trigger
language plpgsql
security definer -- the row of the connection decides, whoever writes
set search_path = ''
as $$
begin
  select k.owner_id into new.owner_id from public.calendar_connections as k where k.id = new.connection_id;
  if new.owner_id is null then
    perform private.fail('not_found', 'There is no such connection.', 'Check connection_id.');
  end if;
  return new;
end;
$$;
comment on function private.derive_owner_from_connection() is 'Fills calendars.owner_id. Raises not_found.';

create trigger calendars_derive_owner before insert or update of connection_id on public.calendars
for each row execute function private.derive_owner_from_connection();
