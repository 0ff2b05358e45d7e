create function private.derive_host_of_conflict()
returns trigger
language plpgsql
security definer -- the row of the booking decides, whoever writes
set search_path = ''
as $$
begin
  -- Without a booking there is no host, and the row is refused.
  select b.host_id into new.host_id from public.bookings as b where b.id = new.booking_id;
  return new;
end;
$$;
comment on function private.derive_host_of_conflict() is 'Fills booking_conflicts.host_id.';

create trigger booking_conflicts_derive_host before insert or update of booking_id, host_id on public.booking_conflicts
for each row execute function private.derive_host_of_conflict();
