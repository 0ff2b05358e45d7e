create function private.reasons_against(p_rules private.slot_rules, p_start timestamptz, p_except uuid, p_is_override boolean, p_is_forced boolean)
returns table (reason jsonb, is_set_aside boolean)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select r.value, case
    when r.value ->> 'reason' in ('external_event', 'booking', 'hold', 'buffer', 'seats', 'stale_calendar', 'not_covered') then p_is_forced
    else p_is_override
  end
  from jsonb_array_elements(
    private.explain_starts(p_rules.event_type_id, null, p_rules.duration_minutes, array[p_start], now(), p_except) -> 0 -> 'reasons'
  ) as r (value);
end;
$$;
comment on function private.reasons_against(private.slot_rules, timestamptz, uuid, boolean, boolean) is
  'What speaks against a time that the host of a booking chooses, as private.explain_starts names it, and whether they set it aside: p_is_override '
  'the rules that they made (hours, grid, blocked periods, notice, horizon, limits), p_is_forced what takes the time (bookings, events, buffers, '
  'calendars that are not known). p_except: the booking itself.';
