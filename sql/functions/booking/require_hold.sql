create function private.require_hold(p_hold_id uuid, p_event_type_id uuid, p_start timestamptz, p_end timestamptz)
returns public.bookings
language plpgsql
stable
set search_path = ''
as $$
declare
  v_hold public.bookings;
begin
  select b.* into v_hold from public.bookings as b where b.id = p_hold_id;
  if v_hold.id is null then
    perform private.fail('hold_expired', 'The reservation is over.', 'Choose a time again.');
  end if;
  if v_hold.event_type_id <> p_event_type_id or v_hold.starts_at <> p_start or v_hold.ends_at <> p_end then
    perform private.fail('invalid_request', 'The hold is for another time.', 'Send event_type_id, start and duration of the hold.');
  end if;
  if v_hold.status not in ('held', 'expired')
    or exists (select from public.booking_attendees as a where a.booking_id = p_hold_id)
  then
    perform private.fail('invalid_state', 'This hold was already used.', 'Open the booking that was made with it.');
  end if;
  return v_hold;
end;
$$;
comment on function private.require_hold(uuid, uuid, timestamptz, timestamptz) is
  'A hold, active or over, that fits what is being booked. Raises hold_expired, invalid_request, invalid_state.';
