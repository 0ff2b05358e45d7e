create function public.get_available_slots(
  event_type_id uuid, range_start timestamptz, range_end timestamptz, duration_minutes integer default null
)
returns jsonb
language plpgsql
stable
security definer -- anonymous visitors may read no table; the result has instants only
set search_path = ''
as $$
begin
  return private.list_slots(
    get_available_slots.event_type_id,
    private.require_range(
      get_available_slots.range_start, get_available_slots.range_end,
      case when current_setting('role', true) = 'anon' then 100 else 400 end
    ),
    get_available_slots.duration_minutes,
    now()
  );
end;
$$;
comment on function public.get_available_slots(uuid, timestamptz, timestamptz, integer) is
  'Free slots with range_start <= start < range_end for one duration (minutes; null: the first offered), as instants in UTC. Only reads, takes no '
  'locks, calls no provider. Raises not_found, invalid_range (over 400 days, anon 100), invalid_request.';
