create function private.lock_slot(p_host_id uuid, p_event_type_id uuid, p_start timestamptz, p_booking_id uuid default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.lock_slots(p_host_id, p_event_type_id, array[p_start], array[p_booking_id]);
end;
$$;
comment on function private.lock_slot(uuid, uuid, timestamptz, uuid) is
  'private.lock_slots for one start and one booking: the first statement of everything that makes, changes or ends a booking.';
