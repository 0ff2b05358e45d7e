create function public.leave_waitlist(entry_id uuid, generation integer)
returns jsonb
language plpgsql
security definer -- service_role may call this for a visitor that it has verified
set search_path = ''
as $$
declare
  v_entry public.waitlist_entries := private.require_entry(leave_waitlist.entry_id, leave_waitlist.generation);
begin
  perform private.lock_slot(v_entry.host_id, v_entry.event_type_id, v_entry.starts_at);
  v_entry := private.require_entry(leave_waitlist.entry_id, leave_waitlist.generation);
  if v_entry.state = 'claimed' then
    perform private.fail('invalid_state', 'The seat is booked already.', 'Cancel the booking instead.', '{"reason": "claimed"}');
  end if;
  if v_entry.state in ('waiting', 'offered') then
    update public.waitlist_entries as w set state = 'left' where w.id = v_entry.id;
    -- A trigger offers its seat to the next.
    update public.bookings as b set status = 'expired', expires_at = least(b.expires_at, now())
    where b.id = v_entry.booking_id and b.status = 'held';
  end if;
  return null;
end;
$$;
comment on function public.leave_waitlist(uuid, integer) is
  'A visitor no longer waits; a seat that was offered to them goes to the next. Repeatable. Raises not_found, unauthorized, invalid_state (claimed).';
