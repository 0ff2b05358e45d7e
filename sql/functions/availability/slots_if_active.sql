create function private.slots_if_active(p_event_type_id uuid, p_range tstzrange)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  if not (private.load_slot_rules(p_event_type_id, null)).is_active then
    return '{"slots": []}';
  end if;
  return private.list_slots(p_event_type_id, p_range, null, now());
end;
$$;
comment on function private.slots_if_active(uuid, tstzrange) is
  'What get_available_slots lists of the first duration; no slots where the event type or its host is switched off.';
