create function private.require_free_start(
  p_rules private.slot_rules, p_start timestamptz, p_now timestamptz, p_except uuid default null, p_is_held boolean default false
)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
declare
  v_free private.free_windows;
  v_reasons jsonb;
begin
  v_free := private.find_free_windows(p_rules, tstzrange(p_start, p_start, '[]'), p_now, p_except, p_is_held);
  if exists (select from private.grid_starts(v_free, p_rules.step, 1) as g where g.starts_at = p_start) then
    return coalesce(p_start > v_free.confirm_from, false);
  end if;

  select coalesce(jsonb_agg(distinct coalesce(r -> 'source', r -> 'reason')), '[]') into v_reasons
  from jsonb_array_elements(
    private.explain_starts(
      p_rules.event_type_id, null, p_rules.duration_minutes, array[p_start], p_now, p_except, p_is_held
    ) -> 0 -> 'reasons'
  ) as r;
  if v_reasons <@ '["booking", "hold", "seats"]' then
    perform private.fail('slot_taken', 'This time has just been taken.', 'Choose another time.');
  elsif v_reasons <@ '["stale_calendar", "not_covered"]' then
    perform private.fail(
      'calendar_unavailable', 'The calendar of the host can not be read at the moment.', 'Try again in a few minutes.'
    );
  end if;
  perform private.fail('slot_not_offered', 'This time is not offered.', 'Choose one of the times that are shown.');
end;
$$;
comment on function private.require_free_start(private.slot_rules, timestamptz, timestamptz, uuid, boolean) is
  'Passes if the core offers a slot at p_start, and tells whether it needs the host''s confirmation (rule 9). Raises slot_taken (only '
  'bookings, holds, their buffers or seats refuse), calendar_unavailable (only stale or not covered), slot_not_offered (else).';
