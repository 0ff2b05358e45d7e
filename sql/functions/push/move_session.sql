create function private.move_session(p_booking public.bookings, p_start timestamptz, p_end timestamptz)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_pending uuid[];
  v_confirmed uuid[];
  v_held uuid[];
begin
  select array_agg(b.id) filter (where b.status = 'pending'), array_agg(b.id) filter (where b.status = 'confirmed')
  into v_pending, v_confirmed
  from public.bookings as b
  where b.event_type_id = p_booking.event_type_id and b.starts_at = p_booking.starts_at and b.ends_at = p_booking.ends_at
    and (b.status = 'confirmed' or (b.status = 'pending' and coalesce(b.expires_at > now(), true)));
  perform private.expire_overlapping(p_booking.host_id, tstzrange(p_start, p_end));
  -- Bookings of one event type at exactly the same time would become one session, whatever its seats: no constraint prevents that.
  if exists (
    select from public.bookings as b
    where b.event_type_id = p_booking.event_type_id and b.starts_at = p_start and b.ends_at = p_end
      and b.status in ('held', 'pending', 'confirmed') and not coalesce(b.id = any (v_pending || v_confirmed), false)
  ) then
    perform private.fail('slot_taken', 'There is another booking at this time.', 'Choose another time.');
  end if;
  -- Who waits, waits for the session; a seat that was offered is offered again, for the new time.
  with offered as (
    update public.waitlist_entries as w
    set starts_at = p_start, ends_at = p_end, check_at = now(), state = 'waiting', booking_id = null
    from public.waitlist_entries as o
    where o.id = w.id and w.event_type_id = p_booking.event_type_id and w.starts_at = p_booking.starts_at and w.ends_at = p_booking.ends_at
      and w.state in ('waiting', 'offered')
    returning o.booking_id
  )
  select array_agg(o.booking_id) filter (where o.booking_id is not null) into v_held from offered as o;
  update public.bookings as b set status = 'expired', expires_at = least(b.expires_at, now()) where b.id = any (v_held) and b.status = 'held';
  -- In two steps: moved a little one after the other, bookings of one session would be in each other's way.
  update public.bookings as b set status = 'expired' where b.id = any (v_pending || v_confirmed);
  update public.bookings as b
  set status = case when b.id = any (v_confirmed) then 'confirmed' else 'pending' end,
    starts_at = p_start, ends_at = p_end, seat = null, sequence = b.sequence + 1, moved_by = 'host', move_reason = null,
    previous_starts_at = b.starts_at, previous_ends_at = b.ends_at
  where b.id = any (v_pending || v_confirmed);

  perform private.plan_push(p_booking.id);
  perform private.close_conflicts(b.id), private.notify_parties(b.id, 'booking_rescheduled')
  from unnest(v_pending || v_confirmed) as b (id);
  perform private.detect_double_bookings(v_pending || v_confirmed);
  perform private.offer_seats(p_booking.event_type_id, p_start, p_end);
exception
  when exclusion_violation or unique_violation then
    perform private.fail('slot_taken', 'There is another booking at this time.', 'Choose another time.');
end;
$$;
comment on function private.move_session(public.bookings, timestamptz, timestamptz) is
  'The host moves a booking, with all of its session and those who wait for it, to any time that no other booking of theirs has; hours and calendars are not checked. Under '
  'the locks of the hosts. Raises slot_taken.';
