create function private.raise_version_of_booking()
returns trigger
language plpgsql
security definer -- whoever books may not write the private table
set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    perform private.raise_host_versions(array[old.host_id]);
  elsif tg_op = 'INSERT'
    or (old.host_id, old.status, old.starts_at, old.ends_at, old.expires_at)
      is distinct from (new.host_id, new.status, new.starts_at, new.ends_at, new.expires_at)
  then
    perform private.raise_host_versions(array[new.host_id]);
  end if;
  return null;
end;
$$;
comment on function private.raise_version_of_booking() is
  'At the end of a transaction that changed a booking, so that no other lock is taken after that of the version.';

create constraint trigger bookings_raise_version after insert or update or delete on public.bookings
deferrable initially deferred for each row execute function private.raise_version_of_booking();
