create function private.recount_booking()
returns trigger
language plpgsql
security definer -- whoever writes a booking has no rights on the private table
set search_path = ''
as $$
declare
  v_booking_id uuid;
  v_booking public.bookings;
  v_email text;
begin
  if tg_table_name = 'bookings' then
    v_booking_id := new.id;
    select a.email into v_email from public.booking_attendees as a where a.booking_id = v_booking_id;
  else
    v_booking_id := new.booking_id;
    v_email := new.email;
  end if;
  -- As it is by now: a statement may change a row more than once.
  select b.* into v_booking from public.bookings as b where b.id = v_booking_id;
  if v_booking.status = 'held' then
    update private.counted_bookings as c set until = v_booking.expires_at where c.booking_id = v_booking_id;
  elsif v_booking.status in ('pending', 'confirmed') and v_email is not null then
    insert into private.counted_bookings as c (booking_id, kind, host_id, counted_as, until)
    values (
      v_booking_id, 'email', v_booking.host_id, private.mailbox(v_email),
      -- An ended request no longer takes time, whether or not that is recorded yet.
      case v_booking.status when 'pending' then least(v_booking.expires_at, v_booking.ends_at) else v_booking.ends_at end
    )
    on conflict (booking_id) do update
    set kind = excluded.kind, host_id = excluded.host_id, counted_as = excluded.counted_as, until = excluded.until;
  else
    delete from private.counted_bookings as c where c.booking_id = v_booking_id;
  end if;
  return null;
end;
$$;
comment on function private.recount_booking() is
  'A booking got a visitor, or their address changed, or its own state or time: brings its row in private.counted_bookings up to date.';

create trigger booking_attendees_recount after insert or update of email on public.booking_attendees
for each row execute function private.recount_booking();
create trigger bookings_recount after update of status, ends_at, expires_at on public.bookings
for each row when (
  (old.status, old.ends_at, old.expires_at) is distinct from (new.status, new.ends_at, new.expires_at)
) execute function private.recount_booking();
