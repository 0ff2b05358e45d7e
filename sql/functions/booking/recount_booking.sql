create function private.recount_booking(p_booking_id uuid)
returns void
language plpgsql
security definer -- whoever writes a booking has no rights on the private table
set search_path = ''
as $$
declare
  v_booking public.bookings;
  v_email text;
begin
  select b.* into v_booking from public.bookings as b where b.id = p_booking_id;
  select a.email into v_email from public.booking_attendees as a where a.booking_id = p_booking_id;
  if v_booking.status = 'held' then
    update private.counted_bookings as c set until = v_booking.expires_at where c.booking_id = p_booking_id;
  elsif v_booking.status in ('pending', 'confirmed') and v_email is not null then
    insert into private.counted_bookings as c (booking_id, kind, host_id, counted_as, until)
    values (
      p_booking_id, 'email', v_booking.host_id, private.mailbox(v_email),
      -- An ended request no longer takes time, whether or not that is recorded yet.
      case v_booking.status when 'pending' then least(v_booking.expires_at, v_booking.ends_at) else v_booking.ends_at end
    )
    on conflict (booking_id) do update
    set kind = excluded.kind, host_id = excluded.host_id, counted_as = excluded.counted_as, until = excluded.until;
  else
    delete from private.counted_bookings as c where c.booking_id = p_booking_id;
  end if;
end;
$$;
comment on function private.recount_booking(uuid) is 'Brings the row of a booking in private.counted_bookings up to date.';
