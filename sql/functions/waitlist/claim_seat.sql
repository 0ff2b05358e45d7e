create function public.claim_seat(entry_id uuid, generation integer, answers jsonb default null, location jsonb default null)
returns jsonb
language plpgsql
security definer -- service_role may call this for a visitor that it has verified
set search_path = ''
as $$
declare
  v_entry public.waitlist_entries := private.require_entry(claim_seat.entry_id, claim_seat.generation);
begin
  perform private.lock_slot(v_entry.host_id, v_entry.event_type_id, v_entry.starts_at);
  v_entry := private.require_entry(claim_seat.entry_id, claim_seat.generation);
  if v_entry.state = 'claimed' then
    return private.booking_result(v_entry.booking_id);
  elsif v_entry.state not in ('offered', 'missed') then
    perform private.fail(
      'invalid_state', 'No seat is kept for you.', 'You get a mail when one gets free.', jsonb_build_object('reason', v_entry.state)
    );
  end if;
  perform private.insert_booking(
    private.find_event_host(v_entry.event_type_id), v_entry.event_type_id, v_entry.starts_at,
    (extract(epoch from v_entry.ends_at - v_entry.starts_at) / 60)::integer,
    jsonb_build_object('name', v_entry.name, 'email', v_entry.email, 'time_zone', v_entry.time_zone, 'locale', v_entry.locale),
    coalesce(claim_seat.answers, v_entry.answers), v_entry.booking_id, null, null, coalesce(claim_seat.location, v_entry.location), null,
    p_is_locked => true
  );
  update public.waitlist_entries as w set state = 'claimed' where w.id = v_entry.id;
  return private.booking_result(v_entry.booking_id);
end;
$$;
comment on function public.claim_seat(uuid, integer, jsonb, jsonb) is
  'A visitor books the seat that is kept for them: {booking, generation}; repeatable. After the time for it too, as long as nobody else has the seat. '
  'answers, location: instead of those that they gave when they began to wait. Raises not_found, unauthorized, invalid_state (details.reason: the '
  'state of the place), hold_expired (it went to somebody else), invalid_request and the others of create_booking.';
