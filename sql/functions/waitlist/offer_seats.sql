create function private.offer_seats(p_event_type_id uuid, p_starts_at timestamptz, p_ends_at timestamptz)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_minutes constant integer := (extract(epoch from p_ends_at - p_starts_at) / 60)::integer;
  v_entry public.waitlist_entries := private.next_waiting(p_event_type_id, p_starts_at, p_ends_at);
  v_event_type public.event_types;
  v_host_ids uuid[];
  v_rules private.slot_rules;
  v_hold_id uuid;
  v_offered integer := 0;
begin
  if v_entry.id is null then
    return 0;
  end if;
  -- Never waits for a lock: whoever frees a seat may hold locks of hosts that come later in the order.
  v_host_ids := private.hosts_of_slots(v_entry.host_id, p_event_type_id, array[p_starts_at], '{}');
  perform from public.hosts as h where h.id = any (v_host_ids) order by h.id for no key update skip locked;
  get diagnostics v_offered = row_count;
  if v_offered < cardinality(v_host_ids) then
    update public.waitlist_entries as w set check_at = now() where w.id = v_entry.id;
    return 0;
  end if;
  v_offered := 0;

  perform private.expire_overlapping(v_entry.host_id, tstzrange(p_starts_at, p_ends_at));
  select e.* into v_event_type from public.event_types as e where e.id = p_event_type_id;
  loop
    v_entry := private.next_waiting(p_event_type_id, p_starts_at, p_ends_at);
    exit when v_entry.id is null;
    if p_starts_at <= now() then
      update public.waitlist_entries as w set state = 'closed'
      where w.event_type_id = p_event_type_id and w.starts_at = p_starts_at and w.ends_at = p_ends_at and w.state = 'waiting';
      exit;
    end if;
    if v_rules.event_type_id is null and v_minutes = any (v_event_type.durations_minutes) then
      v_rules := private.load_slot_rules(p_event_type_id, v_minutes);
    end if;
    if not coalesce(v_rules.is_active and private.is_free_start(v_rules, p_starts_at, 'waiting'), false) then
      -- Full again, or not to be had at the moment: what becomes possible without a seat that gets free is looked for. Nobody else gets the seat
      -- meanwhile (private.awaited_starts).
      update public.waitlist_entries as w set check_at = least(p_starts_at, case
        when private.seats_taken(v_entry.host_id, p_event_type_id, p_starts_at, p_ends_at) < v_event_type.seats then now() + interval '1 minute'
        else 'infinity'
      end)
      where w.id = v_entry.id;
      exit;
    end if;
    insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at, expires_at)
    values (
      v_entry.host_id, p_event_type_id, 'held', p_starts_at, p_ends_at,
      least(p_starts_at, now() + make_interval(mins => v_event_type.waitlist_offer_minutes))
    )
    returning id into v_hold_id;
    update public.waitlist_entries as w set state = 'offered', booking_id = v_hold_id where w.id = v_entry.id;
    perform private.add_notification('waitlist_offered', v_entry.email, p_waitlist_entry_id => v_entry.id);
    v_offered := v_offered + 1;
  end loop;
  return v_offered;
end;
$$;
comment on function private.offer_seats(uuid, timestamptz, timestamptz) is
  'Offers the free seats of a session to the next who wait for it: a hold and a mail each, as many as there are: how many. Where the core refuses the '
  'time, or somebody else changes the host, it is tried again soon (check_at).';
