create function private.change_slot_rules(p_event_type_id uuid, p_values jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_row public.event_types;
  v_unknown text;
begin
  if jsonb_typeof(p_values) is distinct from 'object' then
    perform private.fail('invalid_request', 'event_type must be an object.', 'Send the columns that change.');
  end if;
  select e.* into v_row from public.event_types as e where e.id = p_event_type_id;
  select min(k.key) into v_unknown from jsonb_object_keys(p_values) as k (key) where not to_jsonb(v_row) ? k.key;
  if v_unknown is not null then
    perform private.fail(
      'invalid_request', format('An event type has no column "%s".', left(v_unknown, 60)), 'Correct it and send all of it again.'
    );
  end if;
  v_row := jsonb_populate_record(v_row, p_values);
  update public.event_types as e set
    durations_minutes = v_row.durations_minutes,
    slot_interval_minutes = v_row.slot_interval_minutes,
    buffer_before_minutes = v_row.buffer_before_minutes,
    buffer_after_minutes = v_row.buffer_after_minutes,
    min_notice_minutes = v_row.min_notice_minutes,
    horizon_days = v_row.horizon_days,
    max_per_day = v_row.max_per_day,
    max_per_week = v_row.max_per_week,
    seats = v_row.seats,
    requires_confirmation = v_row.requires_confirmation,
    time_zone = v_row.time_zone,
    is_active = v_row.is_active
  where e.id = p_event_type_id;
end;
$$;
comment on function private.change_slot_rules(uuid, jsonb) is
  'Writes the columns of an event type that private.load_slot_rules reads, for a preview; p_values may have others, which change no slot. Raises '
  'invalid_request, and what the table raises.';
