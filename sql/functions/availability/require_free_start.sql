create function private.require_free_start(
  p_rules private.slot_rules, p_start timestamptz, p_now timestamptz, p_except uuid default null, p_is_held boolean default false
)
returns boolean
language plpgsql
stable
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- planning each time costs more than the work
as $$
declare
  v_only constant tstzrange := tstzrange(p_start, p_start, '[]');
  v_ignored text;
  v_free private.free_windows;
begin
  foreach v_ignored in array array[null, 'bookings', 'freshness'] loop
    v_free := private.find_free_windows(p_rules, v_only, p_now, p_except, p_is_held, v_ignored);
    continue when not exists (select from private.grid_starts(v_free, p_rules.step, 1) as g where g.starts_at = p_start);
    case v_ignored
      when 'bookings' then
        perform private.fail('slot_taken', 'This time has just been taken.', 'Choose another time.');
      when 'freshness' then
        perform private.fail(
          'calendar_unavailable', 'The calendar of the host cannot be read at the moment.', 'Try again in a few minutes.'
        );
      else
        return p_start <@ v_free.unconfirmed;
    end case;
  end loop;
  perform private.fail('slot_not_offered', 'This time is not offered.', 'Choose one of the times that are shown.');
end;
$$;
comment on function private.require_free_start(private.slot_rules, timestamptz, timestamptz, uuid, boolean) is
  'Passes if the core offers a slot at p_start; says whether it needs the host''s confirmation (rule 9). Raises slot_taken (only bookings, holds, '
  'their buffers or seats refuse), calendar_unavailable (only a stale or uncovered calendar refuses), slot_not_offered (else).';
