create function public.get_host_page(host_slug text)
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
    'event_types', coalesce((
      select jsonb_agg(jsonb_build_object(
        'slug', e.slug, 'title', e.title, 'description', e.description, 'durations_minutes', to_jsonb(e.durations_minutes)
      ) order by e.position, e.slug)
      from public.event_types as e where e.host_id = h.id and e.is_active
    ), '[]')
  ) into v_page
  from public.hosts as h where h.slug = get_host_page.host_slug and h.is_active;
  if v_page is null then
    perform private.fail('not_found', 'There is no such booking page.', 'Check the address; the page may have been switched off.');
  end if;
  return v_page;
end;
$$;
comment on function public.get_host_page(text) is
  'What the page of a host shows: who it is, and all event types that can be booked, by position. Raises not_found (unknown or inactive).';
