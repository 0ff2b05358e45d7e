create function private.require_full_session(p_rules private.slot_rules, p_start timestamptz, p_max integer)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_end constant timestamptz := p_start + p_rules.duration;
  v_waiting constant integer := (
    select count(*) from public.waitlist_entries as w
    where w.event_type_id = p_rules.event_type_id and w.starts_at = p_start and w.ends_at = v_end and w.state = 'waiting'
  );
  v_fault text;
begin
  if p_rules.seats = 1 or p_max = 0 then
    v_fault := 'no_waitlist';
  elsif private.is_free_start(p_rules, p_start) then
    v_fault := 'seats_free';
  elsif private.seats_taken(p_rules.host_id, p_rules.event_type_id, p_start, v_end) + v_waiting < p_rules.seats
    or not private.is_free_start(p_rules, p_start, 'bookings')
  then
    perform private.fail('slot_not_offered', 'There is no session that is full at this time.', 'Choose one of the times that are shown.');
  elsif v_waiting >= p_max then
    v_fault := 'waitlist_full';
  end if;
  if v_fault is not null then
    perform private.fail(
      'invalid_state',
      case v_fault
        when 'no_waitlist' then 'There is no waiting list for this.'
        when 'seats_free' then 'There are free seats.'
        else 'Too many are waiting already.'
      end,
      case v_fault when 'seats_free' then 'Book one of them.' else 'Choose another time.' end, jsonb_build_object('reason', v_fault)
    );
  end if;
end;
$$;
comment on function private.require_full_session(private.slot_rules, timestamptz, integer) is
  'Passes if a session at p_start is full, or its free seats are for others who wait, nothing else speaks against it, and fewer than p_max wait. Raises slot_not_offered, invalid_state '
  '(no_waitlist, seats_free, waitlist_full). The caller holds the lock of the host.';
