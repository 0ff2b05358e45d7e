create function private.complete_booking()
returns trigger
language plpgsql
security definer -- must see every seat of the session
set search_path = ''
as $$
declare
  v_taken integer[];
begin
  if new.status = 'held' and new.expires_at is null then
    new.expires_at := now() + interval '5 minutes';
  end if;
  if new.seat is null then
    v_taken := array(
      select b.seat from public.bookings as b
      where b.event_type_id = new.event_type_id and b.starts_at = new.starts_at and b.ends_at = new.ends_at
        and b.status in ('held', 'pending', 'confirmed') and b.id <> new.id
    );
    -- The lowest number that no row of the session uses.
    new.seat := case
      when v_taken = '{}' then 1
      else (select min(n) from generate_series(1, 1 + cardinality(v_taken)) as n where n <> all (v_taken))
    end;
  end if;
  if new.status not in ('pending', 'confirmed') or (
    tg_op = 'UPDATE' and (new.starts_at, new.ends_at) is distinct from (old.starts_at, old.ends_at)
  ) then
    new.proposed_starts_at := null;
    new.proposed_ends_at := null;
    new.is_forced := false;
  end if;
  if tg_op = 'UPDATE' and old.forgotten_at is not null and (
    (new.cancel_reason, new.move_reason, new.location, new.metadata) is distinct from (old.cancel_reason, old.move_reason, old.location, old.metadata)
  ) then
    new.forgotten_at := null;
  end if;
  new.calendar_id := case when new.status in ('held', 'pending', 'confirmed') then
    private.receiving_calendar(new.id, new.host_id, new.event_type_id, new.starts_at, new.ends_at)
  end;
  return new;
end;
$$;
comment on function private.complete_booking() is
  'Gives a row without a seat the lowest free one of its session (the unique index bookings_seat_key decides), a hold 5 minutes to live, and an '
  'active row the calendar for its event; takes the time that was proposed, and the leave to overlap others, from a booking that moved or ended. A '
  'booking of a forgotten visitor about which something is written is to be forgotten again.';

create trigger bookings_complete before insert or update on public.bookings
for each row execute function private.complete_booking();
