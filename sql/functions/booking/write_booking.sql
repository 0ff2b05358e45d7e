create function private.write_booking(
  p_rules private.slot_rules, p_start timestamptz, p_status text, p_attendee jsonb, p_answers jsonb, p_location jsonb,
  p_hold_id uuid, p_is_held boolean, p_series_id uuid, p_metadata jsonb
)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_end constant timestamptz := p_start + p_rules.duration;
  v_expires_at constant timestamptz := case p_status when 'pending' then private.request_expiry(p_rules.event_type_id, p_start) end;
  v_stale constant jsonb := private.stale_calendars(p_rules, tstzrange(p_start - p_rules.buffer_before, v_end + p_rules.buffer_after), now());
  v_location jsonb;
  v_booking_id uuid;
begin
  select private.choose_location(e.locations, p_location, false) into v_location
  from public.event_types as e where e.id = p_rules.event_type_id;
  if p_hold_id is null then
    insert into public.bookings (
      host_id, event_type_id, status, starts_at, ends_at, unread_calendars, location, metadata, series_id, expires_at, confirmed_at
    )
    values (
      p_rules.host_id, p_rules.event_type_id, p_status, p_start, v_end, v_stale, v_location, p_metadata, p_series_id, v_expires_at,
      case p_status when 'confirmed' then now() end
    )
    returning id into v_booking_id;
  else
    update public.bookings as b
    set status = p_status, unread_calendars = v_stale, location = v_location, metadata = p_metadata, series_id = p_series_id, expires_at = v_expires_at,
      seat = case when p_is_held then b.seat end,
      confirmed_at = case p_status when 'confirmed' then now() end
    where b.id = p_hold_id
    returning b.id into v_booking_id;
  end if;
  insert into public.booking_attendees (booking_id, name, email, time_zone, locale, answers)
  select v_booking_id, btrim(p_attendee ->> 'name'), p_attendee ->> 'email',
    coalesce(p_attendee ->> 'time_zone', p_rules.zone), coalesce(p_attendee ->> 'locale', 'en'),
    private.require_answers(e.questions, p_answers)
  from public.event_types as e where e.id = p_rules.event_type_id;
  return v_booking_id;
end;
$$;
comment on function private.write_booking(private.slot_rules, timestamptz, text, jsonb, jsonb, jsonb, uuid, boolean, uuid, jsonb) is
  'Under the locks of the hosts, for a start that is free: writes a booking of a visitor, or makes it of a hold, with its attendee. p_is_held: the '
  'hold is not over, and its seat is kept. p_series_id: the series that it belongs to. p_metadata: public.bookings.metadata. Raises invalid_request.';
