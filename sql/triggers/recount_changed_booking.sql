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
comment on function private.recount_changed_booking() is 'A booking has another state or time: what counts it follows.';

create trigger bookings_recount after update of status, ends_at, expires_at on public.bookings
for each row when (
  (old.status, old.ends_at, old.expires_at) is distinct from (new.status, new.ends_at, new.expires_at)
) execute function private.recount_changed_booking();
