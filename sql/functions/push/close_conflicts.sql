create function private.close_conflicts(p_booking_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_booking public.bookings;
  v_resolution text;
begin
  select b.* into v_booking from public.bookings as b where b.id = p_booking_id;
  v_resolution := case when v_booking.status in ('pending', 'confirmed') then 'rescheduled' else 'cancelled' end;
  perform private.close_double_bookings(array[p_booking_id], v_resolution);
  update public.booking_conflicts as k
  set resolved_at = now(), resolution = v_resolution
  where k.booking_id = p_booking_id and k.resolved_at is null and k.other_booking_id is null
    and (
      v_booking.status not in ('pending', 'confirmed')
      or k.kind = 'moved'
      or (k.kind = 'overlap' and not exists (
        select from public.synced_events as e, private.overlapping_bookings(e.calendar_id, array[e.id]) as x
        where e.id = k.synced_event_id and x.booking_id = p_booking_id
      ))
    );
end;
$$;
comment on function private.close_conflicts(uuid) is
  'After a booking was moved or ended: closes the conflicts at its old time. A deleted event stays open.';
