create function private.insert_host_booking(
  p_rules private.slot_rules, p_start timestamptz, p_attendee jsonb, p_answers jsonb, p_location jsonb, p_is_forced boolean,
  p_reasons jsonb
)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_end constant timestamptz := p_start + p_rules.duration;
  v_booking_id uuid;
begin
  insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at, unread_calendars, location, confirmed_at, is_forced)
  values (
    p_rules.host_id, p_rules.event_type_id, 'confirmed', p_start, v_end,
    private.stale_calendars(p_rules, tstzrange(p_start - p_rules.buffer_before, v_end + p_rules.buffer_after), now()),
    (select private.choose_location(e.locations, p_location, true) from public.event_types as e where e.id = p_rules.event_type_id), now(),
    -- Only where it has to be, so that the constraint protects all others.
    p_is_forced and exists (
      select from public.bookings as o
      where o.host_id = p_rules.host_id and o.status in ('held', 'pending', 'confirmed') and o.during && tstzrange(p_start, v_end)
        and (o.event_type_id, o.starts_at, o.ends_at) <> (p_rules.event_type_id, p_start, v_end)
    )
  )
  returning id into v_booking_id;
  insert into public.booking_attendees (booking_id, name, email, time_zone, locale, answers)
  select v_booking_id, btrim(p_attendee ->> 'name'), p_attendee ->> 'email',
    coalesce(p_attendee ->> 'time_zone', p_rules.zone),
    coalesce(p_attendee ->> 'locale', (select h.locale from public.hosts as h where h.id = p_rules.host_id), 'en'),
    private.require_answers((select coalesce(jsonb_agg(q.value - 'required'), '[]') from jsonb_array_elements(e.questions) as q), p_answers)
  from public.event_types as e where e.id = p_rules.event_type_id;
  perform private.keep_conflicts(v_booking_id, p_reasons);
  perform private.plan_push(v_booking_id);
  perform private.detect_double_bookings(array[v_booking_id]);
  perform private.notify_parties(v_booking_id, 'booking_confirmed');
  return v_booking_id;
exception
  when exclusion_violation or unique_violation then
    -- A row was written without these functions; the constraint refuses it.
    perform private.fail('slot_taken', 'This time has just been taken.', 'Choose another time.');
end;
$$;
comment on function private.insert_host_booking(private.slot_rules, timestamptz, jsonb, jsonb, jsonb, boolean, jsonb) is
  'Under the locks of the hosts: writes a booking that the host makes, with all that follows from it. p_reasons: what they set aside.';
