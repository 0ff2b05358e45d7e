create function public.get_hosted_page(host_slug text, event_slug text default null)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for any visitor
set search_path = ''
as $$
declare
  v_page constant jsonb := case when get_hosted_page.event_slug is null
    then public.get_host_page(get_hosted_page.host_slug)
    else public.get_booking_page(get_hosted_page.host_slug, get_hosted_page.event_slug)
  end;
begin
  return jsonb_build_object('page', v_page, 'settings', (
    select private.page_settings(h) from public.hosts as h where h.slug = get_hosted_page.host_slug
  ));
end;
$$;
comment on function public.get_hosted_page(text, text) is
  'What the service shows of a host (get_host_page), or with event_slug of an event type (get_booking_page), as page, with the host''s settings '
  '(private.page_settings). Raises not_found.';
