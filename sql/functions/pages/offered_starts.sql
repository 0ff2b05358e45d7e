create function private.offered_starts(p_event_type_id uuid, p_range tstzrange)
returns setof timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  v_rules constant private.slot_rules := private.load_slot_rules(p_event_type_id, null);
begin
  return query
  -- Every minute of two months.
  select g.starts_at from private.grid_starts(private.find_free_windows(v_rules, p_range, now()), v_rules.step, 100000) as g;
end;
$$;
comment on function private.offered_starts(uuid, tstzrange) is
  'The starts in p_range (at most 62 days) of what private.list_slots lists for the first duration, to be counted; none where the event type or its '
  'host is switched off.';
