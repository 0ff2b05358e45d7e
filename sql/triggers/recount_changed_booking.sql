create function private.recount_changed_booking()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform private.recount_booking(new.id);
  return null;
end;
$$;
comment on function private.recount_changed_booking() is 'The state or time of a booking changed: updates its count.';

create trigger bookings_recount after update of status, ends_at, expires_at on public.bookings
for each row when (
  (old.status, old.ends_at, old.expires_at) is distinct from (new.status, new.ends_at, new.expires_at)
) execute function private.recount_changed_booking();
