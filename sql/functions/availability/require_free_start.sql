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
  v_free private.free_windows := private.find_free_windows(p_rules, v_only, p_now, p_except, p_is_held);
begin
  if private.is_free_start(p_rules, v_free, p_start) then
    return p_start <@ v_free.unconfirmed;
  end if;
  if private.is_free_start(
    p_rules, private.find_free_windows(p_rules, v_only, p_now, p_except, p_is_held, 'bookings'), p_start
  ) then
    perform private.fail('slot_taken', 'This time has just been taken.', 'Choose another time.');
  elsif private.is_free_start(
    p_rules, private.find_free_windows(p_rules, v_only, p_now, p_except, p_is_held, 'freshness'), p_start
  ) then
    perform private.fail(
      'calendar_unavailable', 'The calendar of the host cannot be read at the moment.', 'Try again in a few minutes.'
    );
  end if;
  perform private.fail('slot_not_offered', 'This time is not offered.', 'Choose one of the times that are shown.');
end;
$$;
comment on function private.require_free_start(private.slot_rules, timestamptz, timestamptz, uuid, boolean) is
  'Passes if the core offers a slot at p_start; says whether it needs the host''s confirmation (rule 9). Raises slot_taken (only bookings, holds, '
  'their buffers or seats refuse), calendar_unavailable (only a stale or uncovered calendar refuses), slot_not_offered (else).';
