create function public.get_booking_page(host_slug text, event_slug text)
returns jsonb
language plpgsql
stable
security definer -- anonymous visitors may read no table; the result has only what the page shows
set search_path = ''
as $$
declare
  v_page jsonb;
begin
  select jsonb_build_object(
    'host', jsonb_build_object('slug', h.slug, 'display_name', h.display_name, 'time_zone', h.time_zone),
    'event_type', jsonb_build_object(
      'id', e.id, 'slug', e.slug, 'title', e.title, 'description', e.description,
      'durations_minutes', to_jsonb(e.durations_minutes), 'time_zone', coalesce(e.time_zone, h.time_zone),
      'location', case when e.locations -> 0 ->> 'kind' in ('address', 'custom') then e.location else '' end,
      -- Links and numbers are for those who have booked.
      'locations', coalesce((
        select jsonb_agg(case when l.value ->> 'kind' in ('address', 'custom') then l.value else l.value - 'value' end order by l.position)
        from jsonb_array_elements(e.locations) with ordinality as l (value, position)
      ), '[]'),
      'questions', e.questions, 'seats', e.seats,
      'requires_confirmation', e.requires_confirmation, 'series_max', e.series_max,
      'has_waitlist', e.seats > 1 and e.waitlist_max > 0
    )
  ) into v_page
  from public.hosts as h
  join public.event_types as e on e.host_id = h.id
  where h.slug = get_booking_page.host_slug and e.slug = get_booking_page.event_slug and h.is_active and e.is_active;
  if v_page is null then
    perform private.fail('not_found', 'There is no such booking page.', 'Check the address; the page may have been switched off.');
  end if;
  return v_page;
end;
$$;
comment on function public.get_booking_page(text, text) is
  'What a booking page shows of a host and an event type; nothing private. Raises not_found (unknown or inactive).';
