create function public.get_manage_page(booking_id uuid)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for any visitor
set search_path = ''
as $$
declare
  v_page jsonb;
begin
  select jsonb_build_object('host', jsonb_build_object('slug', h.slug, 'display_name', h.display_name), 'settings', private.page_settings(h))
  into v_page
  from public.bookings as b join public.hosts as h on h.id = b.host_id
  where b.id = get_manage_page.booking_id and b.status <> 'held';
  if v_page is null then
    perform private.fail('not_found', 'There is no such booking.', 'Use the link in the latest email about it.');
  end if;
  return v_page;
end;
$$;
comment on function public.get_manage_page(uuid) is
  'Whose page it is on which a visitor sees a booking, for the frame of that page: the visitor''s token never reaches the server with it, so there is nothing of the '
  'booking. Raises not_found.';
