create function public.list_own_slots(
  owner_id uuid, event_type_id uuid, range_start timestamptz, range_end timestamptz, duration_minutes integer default null
)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
begin
  perform public.require_event_type(list_own_slots.owner_id, list_own_slots.event_type_id);
  return private.list_slots(
    list_own_slots.event_type_id, private.require_range(list_own_slots.range_start, list_own_slots.range_end, 400),
    list_own_slots.duration_minutes, now()
  );
end;
$$;
comment on function public.list_own_slots(uuid, uuid, timestamptz, timestamptz, integer) is
  'As get_available_slots, for an event type of this owner. Raises not_found (also for those of others), invalid_range, invalid_request.';
