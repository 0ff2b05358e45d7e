create function private.keep_conflicts(p_booking_id uuid, p_reasons jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into public.booking_conflicts (
    booking_id, synced_event_id, event_title, event_starts_at, event_ends_at, resolved_at, resolution
  )
  select distinct x.booking_id, x.synced_event_id, left(x.title, 500), x.starts_at, x.ends_at, now(), 'kept'
  from jsonb_array_elements(p_reasons) as r
  cross join lateral private.overlapping_bookings(
    (r.value ->> 'calendar_id')::uuid, array[(r.value ->> 'synced_event_id')::uuid]
  ) as x
  where r.value ? 'synced_event_id' and x.booking_id = p_booking_id;

  insert into public.booking_conflicts (
    booking_id, other_booking_id, other_host_id, event_title, event_starts_at, event_ends_at, resolved_at, resolution
  )
  select distinct x.booking_id, o.id, o.host_id, concat_ws(', ', nullif(e.title, ''), nullif(h.display_name, '')), o.starts_at, o.ends_at, now(), 'kept'
  from jsonb_array_elements(p_reasons) as r
  cross join lateral jsonb_array_elements_text(r.value -> 'booking_ids') as i (id)
  join public.bookings as new on new.id = p_booking_id
  join public.bookings as old on old.id = i.id::uuid and old.during && new.during and old.status <> 'held'
  cross join lateral (values (new.id, old.id), (old.id, new.id)) as x (booking_id, other_id)
  join public.bookings as o on o.id = x.other_id
  join public.event_types as e on e.id = o.event_type_id
  join public.hosts as h on h.id = o.host_id
  where r.value ? 'booking_ids';
end;
$$;
comment on function private.keep_conflicts(uuid, jsonb) is
  'Records what a booking that its host forced overlaps (p_reasons, as private.explain_starts gives them) as conflicts that they decided to keep, so '
  'that nobody asks them again. Raw time, without buffers; holds are not recorded.';
