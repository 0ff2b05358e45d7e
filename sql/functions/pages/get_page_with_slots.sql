create function public.get_page_with_slots(
  host_slug text, event_slug text, range_start timestamptz, range_end timestamptz, duration_minutes integer default null
)
returns jsonb
language plpgsql
stable
security definer -- anonymous visitors may read no table; the result has what both functions show them
set search_path = ''
as $$
declare
  v_page constant jsonb := public.get_booking_page(get_page_with_slots.host_slug, get_page_with_slots.event_slug);
  v_duration integer := get_page_with_slots.duration_minutes;
begin
  -- The caller does not know yet what is offered.
  if not v_page -> 'event_type' -> 'durations_minutes' @> to_jsonb(v_duration) then
    v_duration := null;
  end if;
  return jsonb_build_object('page', v_page, 'slots', public.get_available_slots(
    (v_page -> 'event_type' ->> 'id')::uuid, get_page_with_slots.range_start, get_page_with_slots.range_end, v_duration
  ));
end;
$$;
comment on function public.get_page_with_slots(text, text, timestamptz, timestamptz, integer) is
  'What a booking page shows first, in one call: get_booking_page as page, get_available_slots as slots. A duration (minutes) that is not offered '
  'counts as null: the first. Raises not_found, invalid_range (over 400 days, anon 100).';
