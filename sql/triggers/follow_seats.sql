create function private.follow_seats()
returns trigger
language plpgsql
security definer -- must see and write every place on the waiting list
set search_path = ''
as $$
declare
  v_missed public.waitlist_entries;
begin
  if tg_table_name = 'event_types' then
    -- At once by the worker: there may be many sessions.
    update public.waitlist_entries as w set check_at = now()
    from (
      -- In the order in which seats are offered, or the two could wait for each other.
      select o.id from public.waitlist_entries as o
      where o.event_type_id = new.id and o.state = 'waiting' and o.starts_at > now()
      order by o.starts_at, o.ends_at, o.position
      for no key update
    ) as o
    where o.id = w.id;
    if found then
      perform private.enqueue('offer_seats', '{}', p_key => 'offer_seats');
    end if;
    return null;
  end if;
  if tg_op = 'UPDATE' and old.status = 'held' and new.status = 'expired' then
    update public.waitlist_entries as w set state = 'missed' where w.booking_id = old.id and w.state = 'offered'
    returning w.* into v_missed;
    -- Once the session has begun there is nothing left to tell.
    if v_missed.starts_at > now() then
      perform private.add_notification('waitlist_missed', v_missed.email, p_waitlist_entry_id => v_missed.id);
    end if;
  end if;
  perform private.offer_seats(old.event_type_id, old.starts_at, old.ends_at);
  return null;
end;
$$;
comment on function private.follow_seats() is
  'A booking or hold left its session, or an event type got more seats: who waits for one is offered it. An offer that ended '
  'without a booking was missed, which its visitor gets a mail about.';

create trigger bookings_follow_seats after update of status, starts_at, ends_at on public.bookings
for each row when (
  old.status in ('held', 'pending', 'confirmed') and (
    new.status not in ('held', 'pending', 'confirmed') or (old.starts_at, old.ends_at) is distinct from (new.starts_at, new.ends_at)
  )
) execute function private.follow_seats();
create trigger bookings_follow_seats_delete after delete on public.bookings
for each row when (old.status in ('held', 'pending', 'confirmed')) execute function private.follow_seats();
create trigger event_types_follow_seats after update of seats on public.event_types
for each row when (new.seats > old.seats) execute function private.follow_seats();
