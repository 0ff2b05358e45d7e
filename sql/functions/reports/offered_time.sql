create function private.offered_time(p_event_type_id uuid, p_range tstzrange)
returns tstzmultirange
language plpgsql
stable
set search_path = ''
as $$
declare
  v_rules private.slot_rules := private.load_slot_rules(p_event_type_id, null);
  v_open tstzmultirange;
begin
  if not v_rules.is_active then
    return '{}';
  end if;
  v_rules.duration := interval '0';
  v_open := private.open_hours(v_rules, p_range) * tstzmultirange(p_range);
  return v_open - coalesce((select range_agg(b.during) from private.blocked_instants(v_rules, p_range) as b), '{}');
end;
$$;
comment on function private.offered_time(uuid, tstzrange) is
  'The time of p_range in which an event type is offered: its open hours (rules 1, 2 and 4) without the vacations and blocks that hold for it (rule 3), '
  'by the settings of now. Nothing else counts: neither its grid, notice, horizon and limits, nor what calendars and bookings take. Nothing while it, '
  'or its host, is switched off.';
