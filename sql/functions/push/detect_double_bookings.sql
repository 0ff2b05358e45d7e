create function private.detect_double_bookings(p_booking_ids uuid[])
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_ones uuid[];
  v_twos uuid[];
  v_conflict record;
begin
  select array_agg(p.one), array_agg(p.two) into v_ones, v_twos
  from (
    select distinct least(d.booking_id, d.other_booking_id) as one, greatest(d.booking_id, d.other_booking_id) as two
    from private.double_bookings(p_booking_ids) as d
  ) as p;
  if v_ones is null then
    return;
  end if;
  for v_conflict in
    with opened as (
      insert into public.booking_conflicts as k (
        booking_id, other_booking_id, other_host_id, event_title, event_starts_at, event_ends_at
      )
      select x.booking_id, o.id, o.host_id, concat_ws(', ', nullif(e.title, ''), nullif(h.display_name, '')), o.starts_at, o.ends_at
      from unnest(v_ones, v_twos) as p (one, two)
      cross join lateral (values (p.one, p.two), (p.two, p.one)) as x (booking_id, other_id)
      join public.bookings as o on o.id = x.other_id
      join public.event_types as e on e.id = o.event_type_id
      join public.hosts as h on h.id = o.host_id
      where not exists (
        select from public.booking_conflicts as c
        where c.booking_id = x.booking_id and c.other_booking_id = o.id
          and (c.resolved_at is null or (c.resolution = 'kept' and c.event_starts_at = o.starts_at and c.event_ends_at = o.ends_at))
      )
      returning k.id, k.booking_id, k.other_booking_id
    )
    -- One mail for two sessions, about the booking that was made first: its time has been taken meanwhile.
    select distinct on (least(b.session_key, o.session_key), greatest(b.session_key, o.session_key)) c.id, c.booking_id
    from opened as c
    join public.bookings as b on b.id = c.booking_id
    join public.bookings as o on o.id = c.other_booking_id
    order by least(b.session_key, o.session_key), greatest(b.session_key, o.session_key), b.created_at, b.id
  loop
    perform private.notify_owner('booking_conflict', p_booking_id => v_conflict.booking_id, p_conflict_id => v_conflict.id);
  end loop;
end;
$$;
comment on function private.detect_double_bookings(uuid[]) is
  'Opens a conflict beside each of two bookings of different hosts that private.double_bookings finds, with one mail to their owner. Both '
  'bookings stand. The caller holds the locks of both hosts.';
