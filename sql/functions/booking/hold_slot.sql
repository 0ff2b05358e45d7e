create function public.hold_slot(event_type_id uuid, starts_at timestamptz, duration_minutes integer)
returns jsonb
language plpgsql
security definer -- service_role may call this, and write holds in no other way
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- planning anew each time costs more than the work
as $$
declare
  v_host_id constant uuid := private.find_event_host(hold_slot.event_type_id);
begin
  -- Asked once without the lock, so that a slot that is gone does not queue for it.
  perform private.require_free_start(
    private.load_slot_rules(hold_slot.event_type_id, hold_slot.duration_minutes),
    private.check_start(hold_slot.starts_at), now()
  );
  return private.insert_hold(v_host_id, hold_slot.event_type_id, hold_slot.starts_at, hold_slot.duration_minutes);
end;
$$;
comment on function public.hold_slot(uuid, timestamptz, integer) is
  'Reserves a slot for 5 minutes: {id, expires_at, generation}. Raises not_found, invalid_request, invalid_range, slot_taken, '
  'slot_not_offered, calendar_unavailable.';
