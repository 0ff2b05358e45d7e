create function private.hand_over_event(p_booking_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_heir uuid;
begin
  select o.id into v_heir
  from public.bookings as b
  join public.bookings as o
    on o.session_key = b.session_key and o.id <> b.id
    and o.status in ('pending', 'confirmed') and (o.status = 'confirmed' or coalesce(o.expires_at > now(), true))
  where b.id = p_booking_id
  order by o.status = 'confirmed' desc, o.created_at
  limit 1;
  if v_heir is not null then
    update public.synced_events as e set booking_id = v_heir where e.booking_id = p_booking_id;
  end if;
end;
$$;
comment on function private.hand_over_event(uuid) is
  'Before a booking leaves its session: the one calendar event of the session is from now on another booking''s, so that it does not '
  'block the seats of those who stay.';
