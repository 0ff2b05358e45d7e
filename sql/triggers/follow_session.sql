create function private.follow_session()
returns trigger
language plpgsql
security definer -- must see and write every booking of the session
set search_path = ''
as $$
declare
  v_stayed_ids uuid[];
begin
  with changed as (
    update public.bookings as b
    set calendar_id = b.calendar_id -- bookings_complete derives it
    from (
      values (old.event_type_id, old.starts_at, old.ends_at), (new.event_type_id, new.starts_at, new.ends_at)
    ) as s (event_type_id, starts_at, ends_at)
    where b.event_type_id = s.event_type_id and b.starts_at = s.starts_at and b.ends_at = s.ends_at
      and b.status in ('held', 'pending', 'confirmed')
      and b.calendar_id is distinct from private.receiving_calendar(b.id, b.host_id, b.event_type_id, b.starts_at, b.ends_at)
    returning b.*
  )
  select array_agg(c.id) into v_stayed_ids
  from changed as c
  where (c.event_type_id, c.starts_at, c.ends_at) = (old.event_type_id, old.starts_at, old.ends_at);
  -- Whoever moved a booking takes care of that booking.
  if v_stayed_ids is not null then
    perform private.close_double_bookings(v_stayed_ids);
    perform private.detect_double_bookings(v_stayed_ids);
  end if;
  return null;
end;
$$;
comment on function private.follow_session() is
  'A booking left one session and joined another, perhaps with its event: updates bookings.calendar_id of those who stay and of those who moved '
  'with it in one statement, and the conflicts of those who stay with bookings of other hosts.';

create trigger bookings_follow_session after update on public.bookings
for each row when (
  (old.event_type_id, old.starts_at, old.ends_at) is distinct from (new.event_type_id, new.starts_at, new.ends_at)
) execute function private.follow_session();
